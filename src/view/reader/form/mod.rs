//! Forms: HTML that follows from what has been filled in, as a server would make it. What a form knows is in its fields.

mod concerned;
mod glossary;
mod guide;
mod oncall;

use super::message::FormName;
use crate::i18n::Lang;

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
}

/// The form of this name; `None` if its fields are of nothing that there is.
pub(super) fn made(lang: Lang, name: FormName, fields: &Fields) -> Option<String> {
    match name {
        FormName::Glossary => Some(glossary::form(lang, fields)),
        FormName::Guide => guide::form(lang, fields),
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
