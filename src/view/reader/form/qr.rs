//! QR codes as pictures.

use super::super::html::escaped;
use form_urlencoded::byte_serialize;
use qrcodegen::{QrCode, QrCodeEcc, QrSegment, Version};

/// The largest code that a phone reads off a screen or a sheet of paper with ease: 97 modules a side.
const LARGEST: u8 = 20;
/// So many bytes fit in the largest code.
pub(super) const MOST_BYTES: usize = 858;
/// The white margin that readers need, in modules.
const MARGIN: i32 = 4;

/// The code of `text`; `None` if it is too long.
pub(super) fn code(text: &str) -> Option<QrCode> {
    let segments = QrSegment::make_segments(text);
    QrCode::encode_segments_advanced(&segments, QrCodeEcc::Low, Version::MIN, Version::new(LARGEST), None, true).ok()
}

/// The code as a picture that says what it is: black on white in every look.
pub(super) fn svg(code: &QrCode, label: &str) -> String {
    let side = code.size() + 2 * MARGIN;
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let run = (x..code.size()).take_while(|x| code.get_module(*x, y)).count() as i32;
            if run > 0 {
                path += &format!("M{} {}h{run}v1h-{run}z", x + MARGIN, y + MARGIN);
            }
            x += run.max(1);
        }
    }
    let label = escaped(label);
    format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" class="qr" viewBox="0 0 {side} {side}" role="img" aria-label="{label}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{side}v{side}H0z"/><path d="{path}"/></svg>"##
    )
}

/// A file of this kind with this content, as an address.
pub(super) fn file(kind: &str, content: &str) -> String {
    // Forms write a blank as a plus, which is one here.
    let codes: String = byte_serialize(content.as_bytes()).collect();
    format!("data:{kind};charset=utf-8,{}", codes.replace('+', "%20"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The modules that a picture draws black.
    fn drawn(svg: &str, size: i32) -> Vec<Vec<bool>> {
        let mut modules = vec![vec![false; size as usize]; size as usize];
        let path = svg.rsplit_once("d=\"").expect("a path").1.split('"').next().expect("its end");
        for run in path.split_terminator('z') {
            let number = |text: &str| text.parse::<i32>().expect("a number");
            let (place, length) = run.strip_prefix('M').and_then(|run| run.split_once('h')).expect("a run");
            let (x, y) = place.split_once(' ').expect("a place");
            let length = number(length.split('v').next().expect("a length"));
            assert!(run.ends_with(&format!("h{length}v1h-{length}")), "{run}");
            for step in 0..length {
                modules[(number(y) - MARGIN) as usize][(number(x) - MARGIN + step) as usize] = true;
            }
        }
        modules
    }

    #[test]
    fn the_picture_is_the_codes_matrix_with_a_margin() {
        let code = code("https://example.org/?lang=ko&preset=bad-release&seed=7").expect("short enough");
        let svg = svg(&code, "a \"b\"");
        let size = code.size();
        let modules = drawn(&svg, size);
        for y in 0..size {
            for x in 0..size {
                assert_eq!(modules[y as usize][x as usize], code.get_module(x, y), "{x} {y}");
            }
        }
        assert!(
            svg.contains(&format!("viewBox=\"0 0 {0} {0}\"", size + 8))
                && svg.contains("aria-label=\"a &quot;b&quot;\"")
        );
        // A finder pattern, so that this is a code at all.
        assert!(modules[0][..7].iter().all(|black| *black) && !modules[1][1] && modules[3][3]);
    }

    #[test]
    fn what_is_longer_than_the_largest_code_has_none() {
        assert!(code(&"x".repeat(MOST_BYTES)).is_some_and(|code| code.version().value() == LARGEST));
        assert!(code(&"x".repeat(MOST_BYTES + 1)).is_none());
    }

    #[test]
    fn a_file_holds_any_letters() {
        assert_eq!(file("text/csv", "a b,+한\n"), "data:text/csv;charset=utf-8,a%20b%2C%2B%ED%95%9C%0A");
    }
}
