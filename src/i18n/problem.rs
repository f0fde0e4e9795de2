//! What is wrong with an input, on one line each: where, what was found, and what is allowed.

use super::{Lang, number};
use crate::scenario::problem::{Allowed, Problem, Rule};

/// Longest path that is shown whole; the rest of a longer one tells nobody more.
const LONGEST_PATH: usize = 160;

/// One line about `problem`.
#[must_use]
pub fn sentence(lang: Lang, problem: &Problem) -> String {
    let place =
        if problem.path.is_empty() { lang.pick("문서", "document").to_owned() } else { visible(&problem.path) };
    format!("{place}: {}", message(lang, problem))
}

/// The same without the place, for a message beside the field itself.
#[must_use]
pub fn message(lang: Lang, problem: &Problem) -> String {
    if let Allowed::Rule(rule) = &problem.allowed
        && let Some(complete) = complete_rule(lang, rule)
    {
        return complete;
    }
    let found = found(lang, &problem.found);
    let allowed = allowed(lang, &problem.allowed);
    lang.pick(format!("입력값 {found}, 허용: {allowed}"), format!("found {found}; allowed: {allowed}"))
}

/// What may stand in a place.
#[must_use]
pub fn allowed(lang: Lang, allowed: &Allowed) -> String {
    let fixed = |ko: &str, en: &str| lang.pick(ko, en).to_owned();
    match allowed {
        Allowed::Number { min, max, unit, whole } => range(lang, *min, *max, unit, *whole),
        Allowed::Flag => fixed("true 또는 false", "true or false"),
        Allowed::Text { longest } => {
            let longest = number::whole(u64::from(*longest));
            lang.pick(format!("{longest}자 이하의 텍스트"), format!("text of at most {longest} characters"))
        }
        Allowed::OneOf(names) => {
            let names = list(names);
            lang.pick(format!("다음 중 하나: {names}"), format!("one of {names}"))
        }
        Allowed::Amount => fixed(
            "인스턴스 수(0 이상 100,000 이하의 정수) 또는 백분율(0%부터 100%까지, 예: 25%)",
            "a number of instances (0 to 100,000) or a percentage such as 25% (0% to 100%)",
        ),
        Allowed::List { longest: 0 } => {
            fixed("번호 없는 경로(목록이 아닌 필드)", "a path without [index], as this is not a list")
        }
        Allowed::List { longest } => {
            let longest = number::whole(u64::from(*longest));
            lang.pick(format!("항목이 {longest}개 이하인 목록"), format!("a list of at most {longest} entries"))
        }
        Allowed::Section => fixed("필드를 담은 표", "a table of fields"),
        Allowed::Field { closest, names } => {
            let names = list(names);
            match closest {
                Some(closest) => lang.pick(
                    format!("‘{closest}’ 필드를 뜻했나요? 쓸 수 있는 필드: {names}"),
                    format!("did you mean `{closest}`? The fields here are {names}"),
                ),
                None => lang.pick(format!("다음 필드만: {names}"), format!("only the fields {names}")),
            }
        }
        Allowed::Rule(rule) => partial_rule(lang, rule),
    }
}

/// Rules that say all there is to say, so that what was found is not repeated.
fn complete_rule(lang: Lang, rule: &Rule) -> Option<String> {
    let fixed = |ko: &str, en: &str| lang.pick(ko, en).to_owned();
    Some(match rule {
        Rule::NotEmpty => fixed(
            "비어 있습니다. 시나리오나 매니페스트가 있어야 합니다.",
            "is empty; a scenario or a manifest is needed.",
        ),
        Rule::PlainText => {
            fixed("이진 데이터입니다. UTF-8 텍스트여야 합니다.", "holds binary data; it must be text in UTF-8.")
        }
        Rule::Syntax(message) => {
            let message = visible(message);
            lang.pick(format!("문법을 해석할 수 없습니다. {message}"), format!("cannot be parsed: {message}"))
        }
        Rule::KnownFormat => fixed(
            "알 수 없는 형식입니다. Cutover 시나리오(TOML, JSON)나 Kubernetes 매니페스트(YAML, JSON)여야 합니다.",
            "is of no known format; it must be a Cutover scenario (TOML or JSON) or a Kubernetes manifest (YAML or JSON).",
        ),
        Rule::YamlBudget => fixed(
            "YAML이 너무 크거나 깊게 펼쳐집니다. 앵커와 별칭, 중첩을 줄여야 합니다.",
            "this YAML unfolds to too much or nests too deeply; use fewer anchors, aliases and levels.",
        ),
        Rule::Readable(message) => {
            let message = visible(message);
            lang.pick(format!("파일을 읽을 수 없습니다. {message}"), format!("cannot be read: {message}"))
        }
        Rule::WholeLink => fixed(
            "링크가 손상되었거나 더 새로운 버전에서 만들어졌습니다.",
            "the link is damaged, or was made by a newer version.",
        ),
        Rule::Rendered => fixed(
            "템플릿({{ }})은 YAML이 아닙니다. 먼저 렌더링해야 합니다. 예: helm template",
            "a template ({{ }}) is not YAML yet; render it first, for example with `helm template`.",
        ),
        Rule::More(count) => {
            let count = number::whole(u64::from(*count));
            lang.pick(format!("같은 문제가 {count}건 더 있습니다."), format!("{count} more problems of this kind."))
        }
        Rule::FileOrPreset(presets) => {
            let presets = list(presets);
            lang.pick(
                format!("그런 파일도, 그런 이름의 프리셋도 없습니다. 프리셋: {presets}"),
                format!("no such file, and no preset of this name; the presets are {presets}"),
            )
        }
        _ => return None,
    })
}

/// What a rule asks for, where what was found is shown before it.
fn partial_rule(lang: Lang, rule: &Rule) -> String {
    let fixed = |ko: &str, en: &str| lang.pick(ko, en).to_owned();
    match rule {
        Rule::AtMostBytes(bytes) => {
            let bytes = number::whole(*bytes);
            lang.pick(format!("{bytes}바이트 이하"), format!("at most {bytes} bytes"))
        }
        Rule::HasDeployment => fixed(
            "Deployment, Rollout, Canary 중 하나가 있는 매니페스트",
            "a manifest with at least one Deployment, Rollout or Canary",
        ),
        Rule::ChooseWorkload(names) => {
            let names = list(names);
            lang.pick(
                format!("워크로드 하나를 골라야 합니다(--workload 이름): {names}"),
                format!("one workload, chosen with --workload NAME: {names}"),
            )
        }
        Rule::KnownWorkload(names) => {
            let names = list(names);
            lang.pick(format!("다음 워크로드 중 하나: {names}"), format!("one of the workloads {names}"))
        }
        Rule::Needs { path, value } => {
            lang.pick(format!("{path}의 값이 {value}일 때만 쓸 수 있음"), format!("only where {path} is {value}"))
        }
        Rule::AboveBefore(before) => {
            let before = number::plain(*before);
            lang.pick(
                format!("목록의 앞 값 {before}보다 큰 값"),
                format!("a number above the {before} before it in the list"),
            )
        }
        Rule::AtLeast { path, value } => {
            let value = number::plain(*value);
            lang.pick(format!("{path}의 값 {value} 이상"), format!("at least {path}, which is {value}"))
        }
        Rule::Above { path, value } => {
            let value = number::plain(*value);
            lang.pick(format!("{path}의 값 {value}보다 큰 값"), format!("above {path}, which is {value}"))
        }
        Rule::Below { path, value } => {
            let value = number::whole(u64::from(*value));
            lang.pick(format!("{path}의 값 {value} 미만"), format!("below {path}, which is {value}"))
        }
        Rule::AtMostTimes { path, value, factor } => {
            let (value, factor) = (number::plain(*value), number::plain(*factor));
            lang.pick(
                format!("{path}의 값 {value}의 {factor}배 이하"),
                format!("at most {factor} times {path}, which is {value}"),
            )
        }
        Rule::AtMostSamples(most) => {
            let most = number::whole(u64::from(*most));
            lang.pick(
                format!("한 실행에 표본 {most}개 이하. horizon_s를 줄이거나 sample_interval_s를 늘리세요"),
                format!("at most {most} samples a run; shorten horizon_s or lengthen sample_interval_s"),
            )
        }
        Rule::AtMostRequests(most) => {
            let most = number::plain(*most);
            lang.pick(
                format!("한 실행에 요청 {most}건 이하. 요청률이나 horizon_s를 줄이세요"),
                format!("at most {most} requests a run; lower the arrival rate or shorten horizon_s"),
            )
        }
        Rule::AtMostViews(most) => {
            let most = number::plain(*most);
            lang.pick(
                format!("인스턴스 수 × 로드 밸런서 수 × 구역 수가 {most} 이하"),
                format!("instances times balancers times zones at most {most}"),
            )
        }
        Rule::AtMostEvents(most) => {
            let most = number::plain(*most);
            lang.pick(
                format!("한 실행에 예상 {most}건 이하. 간격을 늘리거나 horizon_s를 줄이세요"),
                format!("at most {most} expected in a run; lengthen their times or shorten horizon_s"),
            )
        }
        Rule::AtMostUsers(most) => {
            let most = number::plain(*most);
            lang.pick(
                format!(
                    "동시에 생각하거나 재시도를 기다리는 사용자 {most}명 이하. 요청률, 생각하는 시간이나 재시도 대기를 줄이세요"
                ),
                format!("at most {most} users who think or back off at once; lower the rate, think time or back-off"),
            )
        }
        Rule::TraceHasCounts => fixed("0보다 큰 값이 하나 이상 있는 목록", "a list with at least one count above 0"),
        Rule::HasEntries => fixed("항목이 하나 이상 있는 목록", "a list with at least one entry"),
        Rule::EntryForEach { path, value } => {
            let value = number::whole(u64::from(*value));
            lang.pick(
                format!("빈 목록, 또는 {path}의 값만큼 항목 {value}개"),
                format!("no entry, or {value} of them, which is {path}"),
            )
        }
        Rule::NameIn { path, names } if names.is_empty() => {
            lang.pick(format!("{path}에 있는 이름. 지금은 없습니다"), format!("a name in {path}, which has none"))
        }
        Rule::NameIn { path, names } => {
            let names = list(names);
            lang.pick(format!("{path}에 있는 이름 중 하나: {names}"), format!("one of the names in {path}: {names}"))
        }
        Rule::CalmHasRate(most) => {
            let most = number::plain(*most);
            lang.pick(
                format!("{most} 이하(1 + mean_calm_s / mean_burst_s). 더 크면 버스트 사이의 요청률이 0보다 작아집니다"),
                format!("at most {most}, which is 1 + mean_calm_s / mean_burst_s; beyond, the rate between bursts would be below 0"),
            )
        }
        Rule::TrafficLine => fixed(
            "요청 수(0 이상의 수) 하나, 또는 시각과 요청 수",
            "a count of requests (a number from 0 on), or a time and a count",
        ),
        Rule::LaterThanBefore => fixed("앞줄보다 늦은 시각", "a time later than the line before"),
        Rule::ListIndex(length) => {
            let length = number::whole(u64::from(*length));
            lang.pick(
                format!("길이가 {length}인 목록 안의 자리"),
                format!("a place in the list, which has {length} entries"),
            )
        }
        Rule::CpuQuantity => fixed("CPU 수량. 예: 100m, 0.5, 2", "an amount of CPU such as 100m, 0.5 or 2"),
        Rule::Duration => fixed(
            "시간 길이(30일 이하). 예: 30s, 5m, 1h30m",
            "a length of time of at most 30 days such as 30s, 5m or 1h30m",
        ),
        Rule::SameInAllLanes => fixed("모든 레인에 공통인 값", "the same in all lanes"),
        Rule::Assignment => fixed("경로=값", "path=value"),
        // These have been said in full above.
        Rule::NotEmpty
        | Rule::PlainText
        | Rule::Syntax(_)
        | Rule::KnownFormat
        | Rule::YamlBudget
        | Rule::Readable(_)
        | Rule::WholeLink
        | Rule::Rendered
        | Rule::FileOrPreset(_)
        | Rule::More(_) => complete_rule(lang, rule).unwrap_or_default(),
    }
}

fn range(lang: Lang, min: f64, max: f64, unit: &str, whole: bool) -> String {
    let (min, max) = (number::plain(min), number::plain(max));
    let known = number::unit(lang, unit);
    let unit = known.unwrap_or(unit).trim();
    match lang {
        Lang::Ko => {
            let kind = if whole { "정수" } else { "수" };
            let unit = if unit.is_empty() { String::new() } else { format!("(단위: {unit})") };
            format!("{min} 이상 {max} 이하의 {kind}{unit}")
        }
        Lang::En => {
            let kind = if whole { "a whole number" } else { "a number" };
            let unit = if unit.is_empty() { String::new() } else { format!(" (unit: {unit})") };
            format!("{kind} from {min} to {max}{unit}")
        }
    }
}

/// What was found, in the reader's language: the core says "a list of 3", "12 samples", "nothing".
pub(super) fn found(lang: Lang, text: &str) -> String {
    let text = visible(text);
    if lang == Lang::En {
        return if text.is_empty() { "nothing".to_owned() } else { text };
    }
    let counted = |unit: &str| text.strip_suffix(unit).filter(|rest| rest.parse::<f64>().is_ok());
    match text.as_str() {
        "" | "nothing" => return "없음".to_owned(),
        "a table" => return "표".to_owned(),
        "null" => return "null(값 없음)".to_owned(),
        _ => {}
    }
    if let Some(length) = text.strip_prefix("a list of ") {
        return format!("항목 {length}개인 목록");
    }
    for (unit, korean) in [
        (" samples", "표본 #개"),
        (" requests", "요청 #건"),
        (" failures", "장애 #건"),
        (" checks", "검사 #건"),
        (" counts", "항목 #개"),
        (" places", "자리 #개"),
        (" users", "사용자 #명"),
        (" bytes", "#바이트"),
    ] {
        if let Some(count) = counted(unit) {
            return korean.replace('#', count);
        }
    }
    text
}

fn list(names: &[String]) -> String {
    names.iter().map(|name| visible(name)).collect::<Vec<_>>().join(", ")
}

/// Text from a file made safe for one line of a terminal: no control characters, not endless.
fn visible(text: &str) -> String {
    let mut shown = String::new();
    for (i, c) in text.chars().enumerate() {
        match c {
            _ if i == LONGEST_PATH => {
                shown.push('…');
                break;
            }
            '\n' | '\t' => shown.push(' '),
            _ if c.is_control() => shown.extend(c.escape_default()),
            _ => shown.push(c),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Scenario;
    use crate::scenario::schema::{Choice, List, Section, Spec, Visitor};
    use serde_json::json;

    fn lines(lang: Lang, value: &serde_json::Value) -> Vec<String> {
        crate::scenario::read::read(value).unwrap_err().iter().map(|problem| sentence(lang, problem)).collect()
    }

    #[test]
    fn each_line_has_place_found_and_allowed() {
        let value = json!({ "fleet": { "instances": 0 }, "strategy": { "kind": "fast" }, "faults": 3, "sed": 1 });
        assert_eq!(
            lines(Lang::En, &value)[..3],
            [
                "fleet.instances: found 0; allowed: a whole number from 1 to 100,000 (unit: instances)",
                "strategy.kind: found \"fast\"; allowed: one of recreate, rolling, blue-green, canary, flagger, ab-test, shadow",
                "faults: found 3; allowed: a table of fields",
            ]
        );
        assert_eq!(
            lines(Lang::Ko, &value)[..3],
            [
                "fleet.instances: 입력값 0, 허용: 1 이상 100,000 이하의 정수(단위: 개)",
                "strategy.kind: 입력값 \"fast\", 허용: 다음 중 하나: recreate, rolling, blue-green, canary, flagger, ab-test, shadow",
                "faults: 입력값 3, 허용: 필드를 담은 표",
            ]
        );
        assert!(lines(Lang::En, &value)[3].contains("did you mean `seed`?"));
    }

    #[test]
    fn control_characters_of_a_file_do_not_reach_the_terminal() {
        let line = &lines(Lang::En, &json!({ "a\u{1b}[31m\nb": 1 }))[0];
        assert!(!line.contains(|c: char| c.is_control()), "{line:?}");
    }

    #[test]
    fn every_rule_says_something_of_its_own() {
        let names = || vec!["a".to_owned(), "b".to_owned()];
        let rules = [
            Rule::NotEmpty,
            Rule::AtMostBytes(5),
            Rule::PlainText,
            Rule::Syntax("line 2".to_owned()),
            Rule::KnownFormat,
            Rule::YamlBudget,
            Rule::HasDeployment,
            Rule::ChooseWorkload(names()),
            Rule::KnownWorkload(names()),
            Rule::Needs { path: "a".to_owned(), value: "b".to_owned() },
            Rule::AboveBefore(2.5),
            Rule::AtLeast { path: "p".to_owned(), value: 1.0 },
            Rule::Above { path: "p".to_owned(), value: 1.0 },
            Rule::Below { path: "p".to_owned(), value: 1 },
            Rule::AtMostTimes { path: "p".to_owned(), value: 1.0, factor: 2.0 },
            Rule::AtMostSamples(5),
            Rule::AtMostRequests(5.0),
            Rule::AtMostViews(5.0),
            Rule::AtMostEvents(5.0),
            Rule::AtMostUsers(5.0),
            Rule::TraceHasCounts,
            Rule::HasEntries,
            Rule::EntryForEach { path: "p".to_owned(), value: 2 },
            Rule::NameIn { path: "p".to_owned(), names: Vec::new() },
            Rule::NameIn { path: "p".to_owned(), names: vec!["n".to_owned()] },
            Rule::CalmHasRate(10.0),
            Rule::TrafficLine,
            Rule::Readable("x".to_owned()),
            Rule::WholeLink,
            Rule::ListIndex(3),
            Rule::Rendered,
            Rule::CpuQuantity,
            Rule::Duration,
            Rule::LaterThanBefore,
            Rule::FileOrPreset(names()),
            Rule::SameInAllLanes,
            Rule::Assignment,
            Rule::More(4),
        ];
        for lang in Lang::ALL {
            let lines: Vec<String> =
                rules.iter().map(|rule| sentence(lang, &Problem::rule("x", "y", rule.clone()))).collect();
            for (i, line) in lines.iter().enumerate() {
                assert!(line.chars().count() > 10 && !lines[..i].contains(line), "{line}");
            }
        }
    }

    /// Collects the units of the whole schema.
    struct Units(Vec<&'static str>);

    impl Visitor for Units {
        fn number(&mut self, _: &'static str, _: &mut f64, spec: Spec) {
            self.0.push(spec.unit);
        }
        fn whole(&mut self, _: &'static str, _: &mut u32, spec: Spec) {
            self.0.push(spec.unit);
        }
        fn seed(&mut self, _: &'static str, _: &mut u64, _: &'static str) {}
        fn flag(&mut self, _: &'static str, _: &mut bool, _: &'static str) {}
        fn text(&mut self, _: &'static str, _: &mut String, spec: Spec) {
            self.0.push(spec.unit);
        }
        fn choice(&mut self, _: &'static str, _: &mut dyn Choice, _: &'static str) {}
        fn amount(&mut self, _: &'static str, _: &mut crate::scenario::Amount, _: &'static str) {}
        fn list(&mut self, _: &'static str, value: &mut dyn List, spec: Spec) {
            self.0.push(spec.unit);
            value.example().fields(self);
        }
        fn numbers(&mut self, _: &'static str, _: &mut Vec<f64>, _: usize, spec: Spec) {
            self.0.push(spec.unit);
        }
        fn section(&mut self, _: &'static str, value: &mut dyn Section, _: &'static str) {
            value.fields(self);
        }
    }

    #[test]
    fn every_unit_of_the_schema_is_known_in_both_languages() {
        let mut units = Units(Vec::new());
        Scenario::default().fields(&mut units);
        assert!(units.0.len() > 50);
        for unit in units.0 {
            for lang in Lang::ALL {
                assert!(number::unit(lang, unit).is_some(), "{unit}");
            }
        }
    }
}
