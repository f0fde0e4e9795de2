//! Things with a name in both languages, and where one helps a sentence about each.

/// Declares things with a name, and if wanted a sentence about each, in Korean and English.
macro_rules! named {
    ($(#[$about:meta])* $type:ident { $($variant:ident: [$ko:literal, $en:literal] $(, [$ko_hint:literal, $en_hint:literal])?;)+ }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[allow(missing_docs, reason = "the English name beside each variant says what it is")]
        pub enum $type { $($variant,)+ }

        impl $type {
            /// Every one, in the order in which they are shown.
            pub const ALL: &'static [$type] = &[$($type::$variant,)+];

            /// Its name.
            #[must_use]
            pub fn name(self, lang: $crate::i18n::Lang) -> &'static str {
                match self { $($type::$variant => lang.pick($ko, $en),)+ }
            }
        }

        $crate::i18n::page::named::hints! { $type $($variant $([$ko_hint, $en_hint])?;)+ }
    };
}

/// The sentences, for things that have them.
macro_rules! hints {
    ($type:ident $($variant:ident [$ko:literal, $en:literal];)+) => {
        impl $type {
            /// A sentence about it.
            #[must_use]
            pub fn hint(self, lang: $crate::i18n::Lang) -> &'static str {
                match self { $($type::$variant => lang.pick($ko, $en),)+ }
            }
        }
    };
    ($type:ident $($variant:ident;)+) => {};
}

pub(in crate::i18n) use {hints, named};
