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

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Look {
    /// Dark ink on a light ground.
    #[default]
    Light,
    /// Light ink on a dark ground.
    Dark,
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

impl Palette {
    /// The colours of `look`.
    #[must_use]
    pub fn of(look: Look) -> &'static Palette {
        match look {
            Look::Light => &LIGHT,
            Look::Dark => &DARK,
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
        for palette in [&LIGHT, &DARK] {
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
