//! Numbers with their units, as people read them. Korean and English both group thousands with a comma.

use super::Lang;

/// Shown where there is no value.
pub const NOTHING: &str = "–";

/// `12345` as `12,345`.
#[must_use]
pub fn whole(number: u64) -> String {
    group(&number.to_string())
}

/// With so many digits after the point: `1,234.50`. What is not finite is [`NOTHING`].
#[must_use]
pub fn fixed(number: f64, digits: usize) -> String {
    if !number.is_finite() {
        return NOTHING.to_owned();
    }
    let text = format!("{number:.digits$}");
    // "-0.0" says nothing more than "0.0".
    let text = match text.strip_prefix('-') {
        Some(rest) if rest.chars().all(|c| matches!(c, '0' | '.')) => rest,
        _ => &text,
    };
    match text.split_once('.') {
        Some((whole, rest)) => format!("{}.{rest}", group(whole)),
        None => group(text),
    }
}

/// As short as it can be said exactly enough: at most three digits after the point, no zeros at the end.
#[must_use]
pub fn plain(number: f64) -> String {
    let text = fixed(number, 3);
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text,
    }
}

/// About three digits that matter: `0.123`, `12.3`, `1,234`.
#[must_use]
pub fn readable(number: f64) -> String {
    match number.abs() {
        size if size >= 99.95 => fixed(number, 0),
        size if size >= 9.995 => fixed(number, 1),
        size if size >= 0.9995 => fixed(number, 2),
        _ => plain(number),
    }
}

/// A share of 1 in percent: `0.1234` is `12.3%`. What is small keeps a digit that matters.
#[must_use]
pub fn percent(share: f64) -> String {
    let percent = share * 100.0;
    if !percent.is_finite() {
        return NOTHING.to_owned();
    }
    let digits = match percent.abs() {
        size if size == 0.0 || size >= 99.95 => 0,
        size if size >= 0.995 => 1,
        _ => 2,
    };
    let text = fixed(percent, digits);
    // A round share is said without its zero: 25%, not 25.0%.
    format!("{}%", text.strip_suffix(".0").unwrap_or(&text))
}

/// A length of time in seconds: `0.4초`, `1분 20초`, `2시간 5분` / `0.4 s`, `1 min 20 s`, `2 h 5 min`.
#[must_use]
pub fn duration(lang: Lang, seconds: f64) -> String {
    if !seconds.is_finite() {
        return NOTHING.to_owned();
    }
    let (second, minute, hour, day) = lang.pick(("초", "분", "시간", "일"), (" s", " min", " h", " days"));
    if seconds.abs() < 59.95 {
        return format!("{}{second}", plain((seconds * 10.0).round() / 10.0));
    }
    let sign = if seconds < 0.0 { "-" } else { "" };
    let total = seconds.abs().round() as u64;
    // The two largest units say enough.
    let (large, large_unit, small, small_unit) = match total {
        0..3_600 => (total / 60, minute, total % 60, second),
        3_600..86_400 => (total / 3_600, hour, total % 3_600 / 60, minute),
        _ => (total / 86_400, day, total % 86_400 / 3_600, hour),
    };
    let large_unit = if lang == Lang::En && large == 1 && large_unit == day { " day" } else { large_unit };
    let large = whole(large);
    if small == 0 {
        format!("{sign}{large}{large_unit}")
    } else {
        format!("{sign}{large}{large_unit} {small}{small_unit}")
    }
}

/// A moment of the run as a clock shows it: `01:40`, `1:02:03`.
#[must_use]
pub fn clock(seconds: f64) -> String {
    // A moment is named by the second it lies in, as a clock does.
    let total = seconds.max(0.0) as u64;
    let (hours, minutes, seconds) = (total / 3_600, total % 3_600 / 60, total % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes:02}:{seconds:02}") }
}

/// A latency in milliseconds; from ten seconds on in seconds.
#[must_use]
pub fn latency(lang: Lang, millis: f64) -> String {
    if !millis.is_finite() {
        return NOTHING.to_owned();
    }
    if millis.abs() >= 10_000.0 {
        return format!("{}{}", readable(millis / 1_000.0), lang.pick("초", " s"));
    }
    format!("{} ms", readable(millis))
}

/// Requests per second: `초당 300건` / `300 requests/s`.
#[must_use]
pub fn rate(lang: Lang, per_second: f64) -> String {
    let number = readable(per_second);
    lang.pick(format!("초당 {number}건"), format!("{number} requests/s"))
}

/// Requests per second as somebody has set them, with all their digits.
#[must_use]
pub fn rate_set(lang: Lang, per_second: f64) -> String {
    let number = plain(per_second);
    lang.pick(format!("초당 {number}건"), format!("{number} requests/s"))
}

/// US dollars; amounts below a dollar keep four digits, since a short run costs little.
#[must_use]
pub fn money(usd: f64) -> String {
    if !usd.is_finite() {
        return NOTHING.to_owned();
    }
    let digits = if usd.abs() >= 1.0 || usd == 0.0 { 2 } else { 4 };
    let text = fixed(usd, digits);
    text.strip_prefix('-').map_or_else(|| format!("${text}"), |positive| format!("-${positive}"))
}

/// A unit of the schema in this language, with the space that belongs before it; `None` if it is not known here.
#[must_use]
pub fn unit(lang: Lang, unit: &str) -> Option<&'static str> {
    Some(match unit {
        "" => "",
        "s" => lang.pick("초", " s"),
        "ms" => " ms",
        "%" => "%",
        "USD" => lang.pick("달러", " USD"),
        "requests/s" => lang.pick("건/초", " requests/s"),
        "requests" => lang.pick("건", " requests"),
        "users" => lang.pick("명", " users"),
        "instances" => lang.pick("개", " instances"),
        "nodes" => lang.pick("대", " nodes"),
        "zones" => lang.pick("개", " zones"),
        "repairs" => lang.pick("건", " repairs"),
        "checks" => lang.pick("회", " checks"),
        "scrapes" => lang.pick("회", " scrapes"),
        "ticks" => lang.pick("틱", " ticks"),
        "intervals" => lang.pick("구간", " intervals"),
        "entries" => lang.pick("개", " entries"),
        "characters" => lang.pick("자", " characters"),
        _ => return None,
    })
}

fn group(digits: &str) -> String {
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |rest| ("-", rest));
    let mut text = String::from(sign);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use Lang::{En, Ko};

    #[test]
    fn thousands_are_grouped() {
        assert_eq!((whole(0), whole(999), whole(1_000)), ("0".to_owned(), "999".to_owned(), "1,000".to_owned()));
        assert_eq!(fixed(-1_234_567.891, 2), "-1,234,567.89");
        assert_eq!(fixed(-0.001, 1), "0.0");
        assert_eq!((plain(2.50), plain(100.0), plain(1e9)), ("2.5".into(), "100".into(), "1,000,000,000".into()));
        assert_eq!(
            (readable(0.1234), readable(12.345), readable(1_234.5)),
            ("0.123".into(), "12.3".into(), "1,234".into())
        );
        assert_eq!(fixed(f64::NAN, 1), NOTHING);
    }

    #[test]
    fn percentages_keep_a_digit_that_matters() {
        let shown: Vec<String> = [0.0, 0.25, 0.1234, 0.0012, 1.0, 12.0].into_iter().map(percent).collect();
        assert_eq!(shown, ["0%", "25%", "12.3%", "0.12%", "100%", "1,200%"]);
    }

    #[test]
    fn durations_use_two_units() {
        for (seconds, ko, en) in [
            (0.0, "0초", "0 s"),
            (0.42, "0.4초", "0.4 s"),
            (59.97, "1분", "1 min"),
            (80.0, "1분 20초", "1 min 20 s"),
            (7_500.0, "2시간 5분", "2 h 5 min"),
            (86_400.0, "1일", "1 day"),
            (190_000.0, "2일 4시간", "2 days 4 h"),
        ] {
            assert_eq!((duration(Ko, seconds).as_str(), duration(En, seconds).as_str()), (ko, en));
        }
        assert_eq!((clock(100.9), clock(3_723.0)), ("01:40".into(), "1:02:03".into()));
    }

    #[test]
    fn units_go_with_their_numbers() {
        assert_eq!((latency(Ko, 12.34), latency(En, 12_340.0)), ("12.3 ms".into(), "12.3 s".into()));
        assert_eq!((rate(Ko, 300.0), rate(En, 1_200.0)), ("초당 300건".into(), "1,200 requests/s".into()));
        assert_eq!((money(12.345), money(0.01234), money(-2.0)), ("$12.35".into(), "$0.0123".into(), "-$2.00".into()));
    }
}
