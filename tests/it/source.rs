//! What the tests that read the project's own files share: the files, and Rust code without its comments and texts.

use std::fs;
use std::path::{Path, PathBuf};

/// A text file of the project.
pub struct SourceFile {
    /// Its path from the project's root, with `/`.
    pub path: String,
    /// What it says.
    pub text: String,
}

/// The project's root.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The text files below `folder` whose names end in one of `endings`, in the order of their paths.
pub fn files(folder: &str, endings: &[&str]) -> Vec<SourceFile> {
    let mut paths = Vec::new();
    collect(&root().join(folder), &mut paths);
    paths.sort();
    let wanted = |path: &PathBuf| endings.iter().any(|ending| path.to_string_lossy().ends_with(ending));
    paths.into_iter().filter(wanted).map(|path| read(&path)).collect()
}

/// One file by its path from the root.
pub fn file(path: &str) -> SourceFile {
    read(&root().join(path))
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for entry in entries {
        let path = entry.expect("an entry of a folder that was just listed").path();
        if path.is_dir() { collect(&path, paths) } else { paths.push(path) }
    }
}

fn read(path: &Path) -> SourceFile {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let path = path.strip_prefix(root()).expect("files are found below the root");
    SourceFile { path: path.to_string_lossy().replace('\\', "/"), text }
}

/// The text without the unit tests, which stand last in a file.
pub fn product(text: &str) -> &str {
    let tests = text.match_indices("#[cfg(test)]\nmod ").find(|(at, mark)| {
        let name = text[at + mark.len()..].lines().next().unwrap_or_default();
        name.ends_with('{')
    });
    tests.map_or(text, |(at, _)| &text[..at])
}

/// What to do with the texts in quotes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Texts {
    /// They stay.
    Keep,
    /// They become blanks.
    Blank,
}

/// `text` with comments (and texts, if so wished) turned to blanks; every line stays where it is.
pub fn code(text: &str, texts: Texts) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        let (end, keep) = match piece(&chars, at) {
            Piece::Code(end) => (end, true),
            Piece::Text(end) => (end, texts == Texts::Keep),
            Piece::Comment(end) => (end, false),
        };
        out.extend(chars[at..end].iter().map(|&c| if keep || c == '\n' { c } else { ' ' }));
        at = end;
    }
    out
}

enum Piece {
    Code(usize),
    Text(usize),
    Comment(usize),
}

/// The piece that begins at `at`, with the index after its end.
fn piece(chars: &[char], at: usize) -> Piece {
    let next = chars.get(at + 1).copied();
    match chars[at] {
        '/' if next == Some('/') => Piece::Comment(find(chars, at, |c| c == '\n')),
        '/' if next == Some('*') => Piece::Comment(block_comment(chars, at)),
        '"' => Piece::Text(quoted(chars, at, '"')),
        '\'' => match (next, chars.get(at + 2)) {
            (Some('\\'), _) | (_, Some('\'')) => Piece::Text(quoted(chars, at, '\'')),
            // A lifetime.
            _ => Piece::Code(at + 1),
        },
        c if is_word(c) => {
            let end = find(chars, at, |c| !is_word(c));
            let raw = matches!(chars[at..end].iter().collect::<String>().as_str(), "r" | "br" | "cr");
            match chars.get(end) {
                Some('"' | '#') if raw => raw_text(chars, end).map_or(Piece::Code(end), Piece::Text),
                _ => Piece::Code(end),
            }
        }
        _ => Piece::Code(at + 1),
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn find(chars: &[char], from: usize, stop: impl Fn(char) -> bool) -> usize {
    chars[from..].iter().position(|&c| stop(c)).map_or(chars.len(), |offset| from + offset)
}

/// Block comments nest.
fn block_comment(chars: &[char], from: usize) -> usize {
    let (mut at, mut depth) = (from, 0);
    while at < chars.len() {
        match (chars[at], chars.get(at + 1)) {
            ('/', Some('*')) => (depth, at) = (depth + 1, at + 2),
            ('*', Some('/')) => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            break;
        }
    }
    at.min(chars.len())
}

fn quoted(chars: &[char], from: usize, quote: char) -> usize {
    let mut at = from + 1;
    while at < chars.len() && chars[at] != quote {
        at += if chars[at] == '\\' { 2 } else { 1 };
    }
    (at + 1).min(chars.len())
}

/// `#"…"#` after an `r`, or nothing where a raw name (`r#type`) stands instead.
fn raw_text(chars: &[char], from: usize) -> Option<usize> {
    let open = find(chars, from, |c| c != '#');
    let hashes = open - from;
    if chars.get(open) != Some(&'"') {
        return None;
    }
    let closes = |at: &usize| {
        chars[*at] == '"' && chars[at + 1..].iter().take_while(|&&c| c == '#').take(hashes).count() == hashes
    };
    Some((open + 1..chars.len()).find(closes).map_or(chars.len(), |at| at + 1 + hashes))
}

/// The words and signs of blanked code, each with its line; `::` is one sign.
pub fn tokens(code: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (index, line) in code.lines().enumerate() {
        let chars: Vec<char> = line.chars().collect();
        let mut at = 0;
        while at < chars.len() {
            let end = match chars[at] {
                c if is_word(c) => find(&chars, at, |c| !is_word(c)),
                ':' if chars.get(at + 1) == Some(&':') => at + 2,
                _ => at + 1,
            };
            if !chars[at].is_whitespace() {
                found.push((index + 1, chars[at..end].iter().collect()));
            }
            at = end;
        }
    }
    found
}

#[test]
fn comments_and_texts_become_blanks() {
    let blank = |text| code(text, Texts::Blank);
    assert_eq!(blank("a // b\nc"), "a     \nc");
    assert_eq!(blank("a /* b /* c */ d */ e"), "a                   e");
    assert_eq!(blank(r#"f("x \" y", 1)"#), r"f(        , 1)");
    assert_eq!(blank("r#\"a \" b\"# c"), "           c");
    assert_eq!(blank("let c: char = '\"'; x"), "let c: char =    ; x");
    assert_eq!(blank("fn f<'a>(x: &'a str) {}"), "fn f<'a>(x: &'a str) {}");
    assert_eq!(blank("r#type"), "r#type");
    assert_eq!(code("a \"b\" // c", Texts::Keep), "a \"b\"     ");
}

#[test]
fn the_product_ends_where_its_tests_begin() {
    assert_eq!(product("#[cfg(test)]\nmod testing;\nfn f() {}\n#[cfg(test)]\nmod tests {\n}\n").lines().count(), 3);
    assert_eq!(product("fn f() {}\n"), "fn f() {}\n");
}
