//! The lessons that come with the tool: folders of `lessons/`, as the build lists them.

/// The three files of a lesson, as they are written.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The folder's name.
    pub slug: &'a str,
    /// `lesson.toml`.
    pub toml: &'a str,
    /// `ko.md`.
    pub ko: &'a str,
    /// `en.md`.
    pub en: &'a str,
}

/// Every lesson, by the name of its folder.
pub const SOURCES: &[Source<'static>] = include!(concat!(env!("OUT_DIR"), "/lessons.rs"));
