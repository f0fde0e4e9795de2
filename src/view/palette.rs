//! Colours by meaning. A hue stands for a version and for nothing else; states and outcomes also have a form.

/// What a colour means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// The stable version.
    Stable,
    /// The stable version as a quiet surface.
    StableSoft,
    /// The candidate.
    Candidate,
    /// The candidate as a quiet surface.
    CandidateSoft,
    /// Failed, crashed, rolled back.
    Failed,
    /// Refused.
    Rejected,
    /// Given up by the client.
    TimedOut,
    /// Text.
    Text,
    /// Secondary text and axes.
    Muted,
    /// Lines that only order the picture.
    Line,
    /// The surface below.
    Surface,
}

impl Ink {
    /// Every ink.
    pub const ALL: [Ink; 11] = [
        Ink::Stable,
        Ink::StableSoft,
        Ink::Candidate,
        Ink::CandidateSoft,
        Ink::Failed,
        Ink::Rejected,
        Ink::TimedOut,
        Ink::Text,
        Ink::Muted,
        Ink::Line,
        Ink::Surface,
    ];

    /// The name of the style sheet's custom property with the same colour.
    #[must_use]
    pub fn property(self) -> &'static str {
        match self {
            Ink::Stable => "--stable",
            Ink::StableSoft => "--stable-soft",
            Ink::Candidate => "--candidate",
            Ink::CandidateSoft => "--candidate-soft",
            Ink::Failed => "--failed",
            Ink::Rejected => "--rejected",
            Ink::TimedOut => "--timed-out",
            Ink::Text => "--text",
            Ink::Muted => "--muted",
            Ink::Line => "--line",
            Ink::Surface => "--surface",
        }
    }
}

/// Light, dark, or as far apart as colours go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Look {
    /// Dark ink on a light ground.
    #[default]
    Light,
    /// Light ink on a dark ground.
    Dark,
    /// Bright ink on black: for eyes, rooms and screens that lose soft differences.
    Contrast,
}

/// A colour as red, green and blue.
pub type Rgb = (u8, u8, u8);

/// The colours of one look, in the order of [`Ink::ALL`].
#[derive(Debug, PartialEq, Eq)]
pub struct Palette {
    colours: [Rgb; Ink::ALL.len()],
}

const LIGHT: Palette = Palette {
    colours: [
        (0x3b, 0x63, 0xd6),
        (0xd5, 0xde, 0xf8),
        (0xd9, 0x8a, 0x00),
        (0xfb, 0xe6, 0xbd),
        (0xc4, 0x1d, 0x4e),
        (0x7a, 0x3e, 0xa8),
        (0xe0, 0x6a, 0x8b),
        (0x17, 0x1a, 0x21),
        (0x5c, 0x64, 0x72),
        (0xe3, 0xe5, 0xea),
        (0xff, 0xff, 0xff),
    ],
};

const DARK: Palette = Palette {
    colours: [
        (0x7f, 0xa1, 0xff),
        (0x26, 0x35, 0x5f),
        (0xf5, 0xb5, 0x3d),
        (0x54, 0x3f, 0x14),
        (0xff, 0x6b, 0x8f),
        (0xc3, 0x93, 0xee),
        (0xb0, 0x56, 0x72),
        (0xec, 0xee, 0xf3),
        (0x9d, 0xa6, 0xb5),
        (0x2a, 0x2f, 0x39),
        (0x16, 0x19, 0x20),
    ],
};

const CONTRAST: Palette = Palette {
    colours: [
        (0x8a, 0xb4, 0xff),
        (0x16, 0x30, 0x5f),
        (0xff, 0xb5, 0x2e),
        (0x5a, 0x3c, 0x00),
        (0xff, 0x8a, 0xa8),
        (0xd0, 0xa8, 0xff),
        (0xc8, 0x6f, 0x8a),
        (0xff, 0xff, 0xff),
        (0xdc, 0xe0, 0xe8),
        (0x7a, 0x80, 0x8c),
        (0x00, 0x00, 0x00),
    ],
};

impl Palette {
    /// The colours of `look`.
    #[must_use]
    pub fn of(look: Look) -> &'static Palette {
        match look {
            Look::Light => &LIGHT,
            Look::Dark => &DARK,
            Look::Contrast => &CONTRAST,
        }
    }

    /// The colour of `ink`.
    #[must_use]
    pub fn rgb(&self, ink: Ink) -> Rgb {
        self.colours[ink as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex((r, g, b): Rgb) -> String {
        format!("#{r:02x}{g:02x}{b:02x}")
    }

    #[test]
    fn pictures_and_style_sheet_use_the_same_colours() {
        let css = include_str!("../../static/tokens.css");
        for ink in Ink::ALL {
            let pair = format!("{}: light-dark({}, {});", ink.property(), hex(LIGHT.rgb(ink)), hex(DARK.rgb(ink)));
            assert!(css.contains(&pair), "static/tokens.css lacks `{pair}`");
            assert_eq!(in_contrast(ink.property()), hex(CONTRAST.rgb(ink)), "{}", ink.property());
        }
    }

    /// The value of a custom property in the look of high contrast.
    fn in_contrast(property: &str) -> String {
        let css = include_str!("../../static/tokens.css");
        let (_, block) = css.split_once(":root[data-look=\"contrast\"] {").expect("the look has its colours");
        let block = &block[..block.find('}').unwrap()];
        let value = block.split(';').find_map(|line| line.trim().strip_prefix(&format!("{property}: ")));
        value.unwrap_or_else(|| panic!("static/tokens.css lacks {property} in high contrast")).to_owned()
    }

    fn rgb(hex: &str) -> Rgb {
        let part = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).unwrap();
        (part(1), part(3), part(5))
    }

    #[test]
    fn high_contrast_keeps_its_word() {
        let colour = |name: &str| rgb(&in_contrast(&format!("--{name}")));
        let at_least = |least: f64, ink: &str, ground: &str| {
            let found = contrast(colour(ink), colour(ground));
            assert!(found >= least, "{ink} on {ground}: {found:.2}, at least {least}");
        };
        for ground in ["surface", "ground", "sunken"] {
            for text in ["text", "muted", "failed", "good", "warn"] {
                at_least(7.0, text, ground);
            }
        }
        for (text, ground) in [("failed", "failed-soft"), ("good", "good-soft"), ("warn", "warn-soft")] {
            at_least(7.0, text, ground);
        }
        for text in ["text", "failed"] {
            at_least(7.0, "surface", text);
        }
        for line in ["line", "edge", "focus", "stable", "candidate", "rejected", "timed-out"] {
            at_least(3.0, line, "surface");
        }
        for version in ["stable", "candidate"] {
            at_least(3.0, version, &format!("{version}-soft"));
            // The faintest outline of an instance, which is on its way out.
            let (r, g, b) = colour(version);
            let faint = [r, g, b].map(|channel| (f64::from(channel) * 0.6) as u8);
            let found = contrast((faint[0], faint[1], faint[2]), colour("surface"));
            assert!(found >= 3.0, "{version} draining: {found:.2}");
        }
    }

    /// Relative luminance as the Web Content Accessibility Guidelines 2.2 define it.
    fn luminance((r, g, b): Rgb) -> f64 {
        let channel = |value: u8| {
            let share = f64::from(value) / 255.0;
            if share <= 0.04045 { share / 12.92 } else { libm::pow((share + 0.055) / 1.055, 2.4) }
        };
        0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b)
    }

    fn contrast(a: Rgb, b: Rgb) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn text_reads_on_every_surface() {
        for palette in [&LIGHT, &DARK, &CONTRAST] {
            for ink in [Ink::Text, Ink::Muted, Ink::Failed] {
                let found = contrast(palette.rgb(ink), palette.rgb(Ink::Surface));
                assert!(found >= 4.5, "{ink:?}: {found:.2}");
            }
            for ink in [Ink::Stable, Ink::Rejected, Ink::TimedOut] {
                let found = contrast(palette.rgb(ink), palette.rgb(Ink::Surface));
                assert!(found >= 2.5, "{ink:?}: {found:.2}");
            }
        }
    }
}
