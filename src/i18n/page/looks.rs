//! The words of how the page is shown: enlarged, filling the screen, in another page, on paper.

use super::super::Lang;
use super::named::named;

named! {
    /// A word of how the page is shown.
    Show {
        Menu: ["화면과 공유", "Display and sharing"];
        HighContrast: ["고대비", "high contrast"];
        Projector: ["강의실용 큰 화면", "Projector: larger"];
        Links: ["수업용 링크, QR 코드, 퍼가기", "Link for a class, QR code, frame"];
        FullScreen: ["전체 화면 (F)", "Full screen (F)"];
        OpenInCutover: ["Cutover에서 열기", "Open in Cutover"];
        Report: ["보고서 출력", "Print a report"];
        OnStage: ["인스턴스에서", "On instances"];
        OnChart: ["차트에서", "On a chart"];
        Keys: ["키", "Keys"];
        Key: ["키", "Key"];
        Does: ["하는 일", "What it does"];
        Unchanged: ["설정을 바꾸지 않은 상황", "the situation as it comes"];
    }
}

/// What was changed, compared with the preset of this title; `more` changes are not listed.
#[must_use]
pub fn changed(lang: Lang, preset: &str, changes: &[String], more: usize) -> String {
    let list = changes.join(" · ");
    let more =
        if more == 0 { String::new() } else { lang.pick(format!(" · 외 {more}개"), format!(" · {more} more")) };
    lang.pick(format!("바꾼 것({preset} 기준): {list}{more}"), format!("Changed from {preset}: {list}{more}"))
}

/// A page that shows `address` inside itself.
#[must_use]
pub fn frame(address: &str) -> String {
    let address = address.replace('&', "&amp;").replace('"', "&quot;");
    format!(
        "<iframe src=\"{address}\" title=\"Cutover\" width=\"100%\" height=\"640\" style=\"border:0\" allow=\"fullscreen\" loading=\"lazy\"></iframe>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_cannot_leave_its_attribute() {
        let code = frame("https://example.org/?lang=ko&embed#s=a\"b");
        assert!(code.contains("src=\"https://example.org/?lang=ko&amp;embed#s=a&quot;b\" "), "{code}");
    }

    #[test]
    fn changes_are_told_against_what_they_began_as() {
        let changes = ["Seed: 1 → 2".to_owned(), "Instances: 10 → 20".to_owned()];
        let told = changed(Lang::En, "A bad release", &changes, 3);
        assert_eq!(told, "Changed from A bad release: Seed: 1 → 2 · Instances: 10 → 20 · 3 more");
        assert!(changed(Lang::Ko, "나쁜 릴리스", &changes, 0).ends_with("10 → 20"));
    }
}
