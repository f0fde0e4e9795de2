//! Korean particles: which form follows a word depends on the sound it ends with.
//!
//! Hangul says it exactly. Digits and symbols are read aloud (3 is 삼, 10 is 십, % is 퍼센트). Latin words follow the usual
//! spelling of loanwords, which is a rule of thumb: a final l, m, n or ng becomes a final consonant, others a vowel.

/// What a word ends with when it is said in Korean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    Vowel,
    /// ㄹ, which takes 로 and not 으로.
    Rieul,
    Consonant,
}

/// `서버는`, `인스턴스는`, `버전은`.
#[must_use]
pub fn topic(word: &str) -> String {
    join(word, "은", "는")
}

/// `서버가`, `버전이`.
#[must_use]
pub fn subject(word: &str) -> String {
    join(word, "이", "가")
}

/// `서버를`, `버전을`.
#[must_use]
pub fn object(word: &str) -> String {
    join(word, "을", "를")
}

/// `서버와`, `버전과`.
#[must_use]
pub fn with(word: &str) -> String {
    join(word, "과", "와")
}

/// `서버로`, `버전으로`, `파일로`.
#[must_use]
pub fn toward(word: &str) -> String {
    match ending(word) {
        Ending::Consonant => format!("{word}으로"),
        Ending::Vowel | Ending::Rieul => format!("{word}로"),
    }
}

/// What adds the particle that is written so, as both forms with a slash between.
#[cfg(feature = "documents")]
#[must_use]
pub fn named(forms: &str) -> Option<fn(&str) -> String> {
    Some(match forms {
        "은/는" => topic,
        "이/가" => subject,
        "을/를" => object,
        "과/와" => with,
        "으로/로" => toward,
        _ => return None,
    })
}

fn join(word: &str, after_consonant: &str, after_vowel: &str) -> String {
    let particle = if ending(word) == Ending::Vowel { after_vowel } else { after_consonant };
    format!("{word}{particle}")
}

fn ending(word: &str) -> Ending {
    // Brackets and quotes are not read aloud.
    let spoken = word.trim_end_matches(|c: char| " )]}>\"'`’”」".contains(c));
    let Some(last) = spoken.chars().last() else { return Ending::Vowel };
    match last {
        '가'..='힣' => match (last as u32 - '가' as u32) % 28 {
            0 => Ending::Vowel,
            8 => Ending::Rieul,
            _ => Ending::Consonant,
        },
        '0'..='9' => digits(spoken),
        // 퍼센트, 달러, 마이너스: all end in a vowel.
        _ if last.is_ascii_alphabetic() => latin(spoken),
        _ => Ending::Vowel,
    }
}

fn digits(spoken: &str) -> Ending {
    let whole =
        !spoken.rsplit(|c: char| !(c.is_ascii_digit() || ",.".contains(c))).next().unwrap_or_default().contains('.');
    let zeros = spoken.chars().rev().filter(|c| *c != ',').take_while(|c| *c == '0').count();
    match spoken.chars().last() {
        Some('1' | '7' | '8') => Ending::Rieul,
        Some('2' | '4' | '5' | '9') => Ending::Vowel,
        // 조 (10^12) is the one power of ten that ends in a vowel; 영, 십, 백, 천, 만 and 억 do not.
        Some('0') if whole && (12..16).contains(&zeros) => Ending::Vowel,
        _ => Ending::Consonant,
    }
}

fn latin(spoken: &str) -> Ending {
    let tail: Vec<char> = spoken.chars().rev().take_while(char::is_ascii_alphabetic).collect();
    let spelled = tail.len() == 1 || tail.iter().take(2).all(char::is_ascii_uppercase);
    let tail: Vec<char> = tail.iter().map(char::to_ascii_lowercase).collect();
    match tail.as_slice() {
        // Letter by letter: 엘, 알; 엠, 엔.
        ['l' | 'r', ..] if spelled => Ending::Rieul,
        ['m' | 'n', ..] if spelled => Ending::Consonant,
        _ if spelled => Ending::Vowel,
        ['l', ..] | ['e', 'l', ..] => Ending::Rieul,
        ['m' | 'n', ..] | ['g', 'n', ..] | ['e', 'm' | 'n', ..] => Ending::Consonant,
        _ => Ending::Vowel,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hangul_decides_by_its_final_consonant() {
        assert_eq!((topic("서버"), topic("버전")), ("서버는".into(), "버전은".into()));
        assert_eq!((subject("인스턴스"), subject("트래픽")), ("인스턴스가".into(), "트래픽이".into()));
        assert_eq!((object("후보 버전"), object("카나리")), ("후보 버전을".into(), "카나리를".into()));
        assert_eq!((with("블루-그린"), with("재생성")), ("블루-그린과".into(), "재생성과".into()));
        assert_eq!(
            (toward("롤링"), toward("파일"), toward("카나리")),
            ("롤링으로".into(), "파일로".into(), "카나리로".into())
        );
    }

    #[test]
    fn digits_are_read_aloud() {
        let forms: Vec<String> = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"].into_iter().map(topic).collect();
        assert_eq!(forms, ["0은", "1은", "2는", "3은", "4는", "5는", "6은", "7은", "8은", "9는"]);
        assert_eq!(
            (toward("1"), toward("10"), toward("3"), toward("5%")),
            ("1로".into(), "10으로".into(), "3으로".into(), "5%로".into())
        );
        assert_eq!(
            (topic("1,000"), topic("1,000,000,000,000"), topic("2.0")),
            ("1,000은".into(), "1,000,000,000,000는".into(), "2.0은".into())
        );
    }

    #[test]
    fn latin_words_follow_loanwords() {
        for (word, form) in [
            ("pod", "pod는"),
            ("frontend", "frontend는"),
            ("canary", "canary는"),
            ("rolling", "rolling은"),
            ("label", "label은"),
            ("name", "name은"),
            ("HTML", "HTML은"),
            ("CPU", "CPU는"),
            ("YAML", "YAML은"),
            ("(p99)", "(p99)는"),
            ("‘seed’", "‘seed’는"),
            ("", "는"),
        ] {
            assert_eq!(topic(word), form);
        }
    }
}
