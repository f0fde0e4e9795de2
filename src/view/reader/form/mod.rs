//! Forms: HTML that follows from what has been filled in, as a server would make it. What a form knows is in its fields.

mod concerned;
mod glossary;
mod guide;
mod links;
mod oncall;
mod qr;

use super::message::FormName;
use crate::i18n::Lang;
use crate::view::address;

/// What has been filled in.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Fields(Vec<(String, String)>);

impl Fields {
    /// The fields in `text`, as browsers send forms.
    pub(super) fn of(text: &str) -> Fields {
        Fields(form_urlencoded::parse(text.as_bytes()).into_owned().collect())
    }

    /// What stands in the field of this name; of several the last one.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// What stands in all fields of this name, whether in fields of their own or with commas.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let values = self.0.iter().filter(move |(key, _)| key == name).flat_map(|(_, value)| value.split(','));
        values.filter(|value| !value.is_empty())
    }
}

/// The form of this name; `None` if what has been `sent` is of nothing that there is.
pub(super) fn made(lang: Lang, name: FormName, sent: &str) -> Option<String> {
    let fields = &Fields::of(sent);
    match name {
        FormName::Address => Some(address::told(lang, sent)),
        FormName::Glossary => Some(glossary::form(lang, fields)),
        FormName::Guide => guide::form(lang, fields),
        FormName::Links => Some(links::form(lang, fields)),
        FormName::OnCall => Some(oncall::form(lang, fields)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_as_browsers_write_them_and_the_last_one_counts() {
        let fields = Fields::of("a=1&b=%ED%95%9C+%26&a=2&c");
        assert_eq!(fields.get("a"), Some("2"));
        assert_eq!(fields.get("b"), Some("한 &"));
        assert_eq!((fields.get("c"), fields.get("d")), (Some(""), None));
        assert_eq!(Fields::of(""), Fields::default());
    }
}
