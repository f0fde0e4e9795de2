//! One description of every field: its name, unit, range and meaning.
//!
//! Each section of the scenario lists its fields once, to a [`Visitor`]. Reading, range checks, the reference in
//! `docs/scenario.md` and the page's forms are visitors, so none of them can disagree with another.

/// What a field may be and what it means.
#[derive(Clone, Copy, Debug)]
pub struct Spec {
    /// Unit, empty for a plain number.
    pub unit: &'static str,
    /// Smallest allowed value.
    pub min: f64,
    /// Largest allowed value.
    pub max: f64,
    /// One English sentence for the reference.
    pub about: &'static str,
}

/// Shorthand for a [`Spec`].
#[must_use]
#[inline(always)]
pub const fn spec(unit: &'static str, min: f64, max: f64, about: &'static str) -> Spec {
    Spec { unit, min, max, about }
}

/// A closed set of named values.
pub trait Choice {
    /// The names, in the order of the variants.
    fn names(&self) -> &'static [&'static str];
    /// Position of the present value.
    fn index(&self) -> usize;
    /// Takes the value at `index`, which is below `names().len()`.
    fn set_index(&mut self, index: usize);
}

/// A list of like sections.
pub trait List {
    /// Number of entries.
    fn len(&self) -> usize;
    /// Whether there is no entry.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// Makes the list exactly `len` default entries long.
    fn reset(&mut self, len: usize);
    /// The entry at `index`, which is below `len()`.
    fn entry(&mut self, index: usize) -> &mut dyn Section;
    /// One default entry, to describe what entries look like.
    fn example(&self) -> Box<dyn Section>;
}

impl<T: Section + Default + 'static> List for Vec<T> {
    fn len(&self) -> usize {
        Vec::len(self)
    }
    fn reset(&mut self, len: usize) {
        self.clear();
        self.resize_with(len, T::default);
    }
    fn entry(&mut self, index: usize) -> &mut dyn Section {
        &mut self[index]
    }
    fn example(&self) -> Box<dyn Section> {
        Box::new(T::default())
    }
}

/// A part of the scenario that can list its fields.
pub trait Section {
    /// Shows every field to `visitor`, in the order of the reference.
    fn fields(&mut self, visitor: &mut dyn Visitor);
}

/// Something that is done to every field.
pub trait Visitor {
    /// A number with a unit.
    fn number(&mut self, name: &'static str, value: &mut f64, spec: Spec);
    /// A whole number.
    fn whole(&mut self, name: &'static str, value: &mut u32, spec: Spec);
    /// A whole number of up to 53 bits, so that JSON can carry it.
    fn seed(&mut self, name: &'static str, value: &mut u64, about: &'static str);
    /// Yes or no.
    fn flag(&mut self, name: &'static str, value: &mut bool, about: &'static str);
    /// Free text of at most `spec.max` characters.
    fn text(&mut self, name: &'static str, value: &mut String, spec: Spec);
    /// One of a closed set of names.
    fn choice(&mut self, name: &'static str, value: &mut dyn Choice, about: &'static str);
    /// A number of instances, or a share of the fleet such as `"25%"`.
    fn amount(&mut self, name: &'static str, value: &mut super::Amount, about: &'static str);
    /// A list of at most `spec.max` entries, each a section.
    fn list(&mut self, name: &'static str, value: &mut dyn List, spec: Spec);
    /// A list of plain numbers, each in the range of `spec`, at most `longest` of them.
    fn numbers(&mut self, name: &'static str, value: &mut Vec<f64>, longest: usize, spec: Spec);
    /// A section of its own.
    fn section(&mut self, name: &'static str, value: &mut dyn Section, about: &'static str);
}

/// Declares a closed set of named values.
macro_rules! choice {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$doc])* #[serde(rename = $text)] $variant,)+ }

        impl $name {
            /// Every value.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];
            /// Every name, in the order of [`Self::ALL`].
            pub const NAMES: &'static [&'static str] = &[$($text),+];

            /// The name in files and on the command line.
            #[must_use]
            pub fn name(self) -> &'static str {
                Self::NAMES[self as usize]
            }

            /// The value with this name; `_` and `-` are the same.
            #[must_use]
            pub fn from_name(name: &str) -> Option<$name> {
                let name = name.replace('_', "-");
                Self::NAMES.iter().position(|n| *n == name).map(|i| Self::ALL[i])
            }
        }

        impl $crate::scenario::schema::Choice for $name {
            fn names(&self) -> &'static [&'static str] { Self::NAMES }
            fn index(&self) -> usize { *self as usize }
            fn set_index(&mut self, index: usize) { *self = Self::ALL[index]; }
        }
    };
}
pub(crate) use choice;
