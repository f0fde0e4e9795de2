//! Moments as traffic files write them, in seconds since 1970 (UTC where no zone is given).

/// Numbers from here on are milliseconds: as seconds they would lie after the year 5000.
const FIRST_MILLIS: f64 = 1e11;

/// Reads `2014-04-10 00:04:00`, `2014-04-10T00:04:00.5Z`, `2014-04-10T09:04+09:00`, `2014-04-10`, or a number of seconds
/// or milliseconds.
pub(super) fn seconds(text: &str) -> Option<f64> {
    if let Ok(number) = text.parse::<f64>() {
        let number = Some(number).filter(|number| number.is_finite() && *number >= 0.0)?;
        return Some(if number >= FIRST_MILLIS { number / 1e3 } else { number });
    }
    let (date, time) = text.split_once(['T', 't', ' ']).unwrap_or((text, "00:00"));
    let (time, offset_s) = zone(time.trim())?;
    Some(days(date)? as f64 * 86_400.0 + clock(time)? - offset_s)
}

/// Days since 1970-01-01 of a date of the Gregorian calendar.
fn days(date: &str) -> Option<i64> {
    let mut parts = date.split(['-', '/']);
    let mut next = || parts.next().filter(|part| part.bytes().all(|b| b.is_ascii_digit()))?.parse::<i64>().ok();
    let (year, month, day) = (next()?, next()?, next()?);
    if parts.next().is_some() || !(1..=12).contains(&month) || year > 9_999 {
        return None;
    }
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let lengths = [31, if leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let before: i64 = lengths[..month as usize - 1].iter().sum();
    if !(1..=lengths[month as usize - 1]).contains(&day) {
        return None;
    }
    // Leap days before the year, counted from year 0; 719,528 days lie between year 0 and 1970.
    let leap_days = if year == 0 { 0 } else { (year - 1) / 4 - (year - 1) / 100 + (year - 1) / 400 + 1 };
    Some(year * 365 + leap_days + before + day - 1 - 719_528)
}

/// Seconds since midnight.
fn clock(time: &str) -> Option<f64> {
    let mut parts = time.split(':');
    let mut next = |limit: f64| {
        let part = parts.next()?;
        let number: f64 = part.starts_with(|c: char| c.is_ascii_digit()).then(|| part.parse().ok())??;
        Some(number).filter(|number| (0.0..limit).contains(number))
    };
    let (hours, minutes) = (next(24.0)?, next(60.0)?);
    // A leap second is the 60th.
    let seconds = if time.matches(':').count() == 2 { next(61.0)? } else { 0.0 };
    (parts.next().is_none() && hours.fract() == 0.0 && minutes.fract() == 0.0)
        .then_some(hours * 3_600.0 + minutes * 60.0 + seconds)
}

/// The time without its zone, and the zone's offset in seconds.
fn zone(time: &str) -> Option<(&str, f64)> {
    if let Some(time) = time.strip_suffix(['Z', 'z']) {
        return Some((time, 0.0));
    }
    let Some(at) = time.rfind(['+', '-']) else { return Some((time, 0.0)) };
    let (time, offset) = time.split_at(at);
    let sign = if offset.starts_with('-') { -1.0 } else { 1.0 };
    let offset = &offset[1..];
    let offset = match offset.len() {
        2 => clock(&format!("{offset}:00"))?,
        4 if offset.is_ascii() => clock(&format!("{}:{}", &offset[..2], &offset[2..]))?,
        _ => clock(offset)?,
    };
    Some((time.trim_end(), sign * offset))
}

#[cfg(test)]
mod tests {
    use super::seconds;

    #[test]
    fn moments_are_read_as_files_write_them() {
        // 2014-04-10 00:04:00 UTC is 1,397,088,240 (date -u -d ... +%s).
        for (text, expected) in [
            ("2014-04-10 00:04:00", Some(1_397_088_240.0)),
            ("2014-04-10T00:04:00Z", Some(1_397_088_240.0)),
            ("2014-04-10T00:04:00.5Z", Some(1_397_088_240.5)),
            ("2014-04-10T09:04:00+09:00", Some(1_397_088_240.0)),
            ("2014-04-10T09:04+0900", Some(1_397_088_240.0)),
            ("2014/04/10 00:04", Some(1_397_088_240.0)),
            ("1970-01-01", Some(0.0)),
            ("2000-03-01", Some(951_868_800.0)),
            ("2024-02-29", Some(1_709_164_800.0)),
            ("1397088240", Some(1_397_088_240.0)),
            ("1397088240000", Some(1_397_088_240.0)),
            ("12.5", Some(12.5)),
            ("2023-02-29", None),
            ("2014-13-01", None),
            ("2014-04-10 24:00:00", None),
            ("2014-04-10 00:04:00:00", None),
            ("10.04.2014", None),
            ("-5", None),
            ("nan", None),
            ("yesterday", None),
            ("", None),
        ] {
            assert_eq!(seconds(text), expected, "{text}");
        }
    }
}
