//! A number of instances, plain or as a share of the fleet.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A number of instances, or a percentage of the fleet's size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amount {
    /// So many instances, at most 100,000.
    Instances(u32),
    /// So many hundredths of the fleet, 0 to 100.
    Percent(u32),
}

/// Largest plain number.
pub const MOST_INSTANCES: u32 = 100_000;

impl Amount {
    /// In instances of a fleet of `fleet`, a fraction rounded up (as Kubernetes does for max surge).
    #[must_use]
    pub fn rounded_up(self, fleet: u32) -> u32 {
        match self {
            Amount::Instances(instances) => instances,
            Amount::Percent(percent) => (u64::from(percent) * u64::from(fleet)).div_ceil(100) as u32,
        }
    }

    /// In instances of a fleet of `fleet`, a fraction rounded down (as Kubernetes does for max unavailable).
    #[must_use]
    pub fn rounded_down(self, fleet: u32) -> u32 {
        match self {
            Amount::Instances(instances) => instances,
            Amount::Percent(percent) => (u64::from(percent) * u64::from(fleet) / 100) as u32,
        }
    }

    /// Reads `3` or `25%`; `None` if it is neither, or out of range.
    #[must_use]
    pub fn parse(text: &str) -> Option<Amount> {
        let text = text.trim();
        match text.strip_suffix('%') {
            Some(percent) => percent.trim().parse().ok().filter(|p| *p <= 100).map(Amount::Percent),
            None => text.parse().ok().filter(|n| *n <= MOST_INSTANCES).map(Amount::Instances),
        }
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Amount::Instances(instances) => write!(f, "{instances}"),
            Amount::Percent(percent) => write!(f, "{percent}%"),
        }
    }
}

/// In files a number, or text that ends in `%`; in compact formats always the text.
impl Serialize for Amount {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Amount::Instances(instances) if serializer.is_human_readable() => serializer.serialize_u32(*instances),
            _ => serializer.collect_str(self),
        }
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Readable {
            Number(u32),
            Text(String),
        }
        let text = if deserializer.is_human_readable() {
            match Readable::deserialize(deserializer)? {
                Readable::Number(number) => number.to_string(),
                Readable::Text(text) => text,
            }
        } else {
            String::deserialize(deserializer)?
        };
        Amount::parse(&text).ok_or_else(|| serde::de::Error::custom("not an amount of instances"))
    }
}

#[cfg(test)]
mod tests {
    use super::Amount::{self, Instances, Percent};

    #[test]
    fn surge_rounds_up_and_unavailable_rounds_down() {
        // 25 % of 10 is 2.5.
        assert_eq!((Percent(25).rounded_up(10), Percent(25).rounded_down(10)), (3, 2));
        assert_eq!((Instances(4).rounded_up(10), Instances(4).rounded_down(10)), (4, 4));
    }

    #[test]
    fn text_is_read_back() {
        assert_eq!(Amount::parse(" 25 %"), Some(Percent(25)));
        assert_eq!(Amount::parse("3"), Some(Instances(3)));
        for wrong in ["", "-1", "101%", "a", "1.5", "100001"] {
            assert_eq!(Amount::parse(wrong), None, "{wrong}");
        }
    }
}
