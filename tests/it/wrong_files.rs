//! Files that are wrong, hostile or both: a clear message, exit code 2, nothing run, no crash.

use crate::program::{cutover, file};
use std::fs::File;

/// Files, each with what the message must say.
fn cases() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let nested = |open: &str, depth: usize| open.repeat(depth).into_bytes();
    let indented = |depth: usize| (0..depth).map(|i| format!("{}a:\n", " ".repeat(i))).collect::<String>().into_bytes();
    let laughs = || {
        let mut text = "a0: &a0 [lol, lol]\n".to_owned();
        for i in 1..40 {
            text.push_str(&format!(
                "a{i}: &a{i} [*a{0}, *a{0}, *a{0}, *a{0}, *a{0}, *a{0}, *a{0}, *a{0}, *a{0}]\n",
                i - 1
            ));
        }
        text.into_bytes()
    };
    let many_uses = || {
        let long = vec!["x"; 1_000].join(", ");
        format!("a: &a [{long}]\nb: [{}]\n", vec!["*a"; 5_000].join(", ")).into_bytes()
    };
    let text = |text: &str| text.as_bytes().to_vec();
    vec![
        ("empty", vec![], "is empty"),
        ("blank", text(" \n\t\r\n"), "is empty"),
        ("only-bom", text("\u{feff}"), "is empty"),
        ("comment", text("# nothing here\n"), "no known format"),
        ("prose", text("Dear operator,\nplease deploy.\n"), "no known format"),
        ("html", text("<!doctype html><title>x</title>"), "no known format"),
        ("other-yaml", text("services:\n  web:\n    image: x\n"), "no known format"),
        ("binary", vec![0x7f, b'E', b'L', b'F', 0, 1, 2], "binary data"),
        ("latin1", vec![b'n', b'a', b'm', b'e', b'=', 0xe9], "binary data"),
        ("utf16", vec![0xff, 0xfe, b's', 0, b'e', 0], "binary data"),
        ("laughs.yaml", laughs(), "unfolds to too much"),
        ("uses.yaml", many_uses(), "unfolds to too much"),
        ("own-alias.yaml", text("a: &a [*a]\n"), ""),
        ("merge.yaml", text("a: &a { <<: *a }\n"), ""),
        ("deep-list", nested("[", 100_000), "cannot be parsed"),
        ("deep-table", nested("{\"a\":", 100_000), "cannot be parsed"),
        ("deep-toml", [text("a = "), nested("[", 100_000)].concat(), "cannot be parsed"),
        ("deep-keys", [text("a"), nested(".a", 100_000), text(" = 1")].concat(), ""),
        ("deep-flow.yaml", [text("a: "), nested("[", 100_000)].concat(), ""),
        ("deep-flow-table.yaml", [text("a: "), nested("{ a: ", 100_000)].concat(), ""),
        ("deep-dashes.yaml", nested("- ", 100_000), ""),
        ("deep-maps.yaml", indented(2_000), ""),
        ("documents.yaml", nested("---\na: 1\n", 10_000), "unfolds to too much"),
        ("nodes.yaml", [text("a: ["), nested("1,", 300_000), text("1]")].concat(), "unfolds to too much"),
        (
            "helm.yaml",
            text("apiVersion: apps/v1\nkind: Deployment\nspec:\n  replicas: {{ .Values.replicas }}\n"),
            "helm template",
        ),
        ("helm-if.yaml", text("{{- if .Values.on }}\nkind: Deployment\n{{- end }}\n"), "helm template"),
        ("tabs.yaml", text("apiVersion: apps/v1\nkind: Deployment\nspec:\n\treplicas: 2\n"), "cannot be parsed"),
        ("twice.yaml", text("apiVersion: apps/v1\nkind: Deployment\nkind: Service\n"), "duplicate"),
        ("twice.toml", text("seed = 1\nseed = 2\n"), "duplicate"),
        ("twice.json", text("{\"seed\": 1, \"seed\": 2}"), "duplicate"),
        ("huge-number.json", text("{\"traffic\": {\"rate_rps\": 1e999}}"), "traffic.rate_rps"),
        ("half.json", text("{\"seed\": 1"), "cannot be parsed"),
        ("list.json", text("[1, 2]"), "a table of fields"),
        ("null.json", text("{\"fleet\": null}"), "a table of fields"),
        ("rate.toml", text("[traffic]\nrate_rps = 1e308\n"), "traffic.rate_rps"),
        ("nan.toml", text("[traffic]\nrate_rps = nan\n"), "traffic.rate_rps"),
        ("infinite.toml", text("horizon_s = inf\n"), "horizon_s"),
        ("negative.toml", text("[fleet]\ninstances = -3\n"), "fleet.instances"),
        (
            "long-run.toml",
            text("horizon_s = 1e6\nsample_interval_s = 60\n[traffic]\nrate_rps = 1e6\n"),
            "requests a run",
        ),
        ("samples.toml", text("horizon_s = 86400\nsample_interval_s = 0.1\n"), "samples a run"),
        ("escape.json", text("{\"\\u001b[31mred\\n\": 1}"), "\\u{1b}[31mred"),
    ]
}

#[test]
fn every_wrong_file_is_refused_with_a_message_that_says_why() {
    for (name, content, expected) in cases() {
        let path = file(&format!("wrong-{name}"), &content);
        let said = cutover(&["run", &path]);
        let problems = said.problems();
        assert!(!problems.is_empty() && problems[0].contains(expected), "{name}: {problems:#?}");
        assert!(problems.iter().all(|line| line.len() < 2_000), "{name}: a line too long to read");
    }
}

#[test]
fn a_file_of_fifty_megabytes_is_refused_by_its_size() {
    let path = file("wrong-50-mb", b"");
    File::options().write(true).open(&path).and_then(|file| file.set_len(50_000_000)).expect("a sparse file");
    let said = cutover(&["run", &path]);
    assert!(said.problems()[0].contains("found 50000000 bytes; allowed: at most 4,194,304 bytes"), "{said:?}");
    let traffic = cutover(&["run", "bad-release", "--set", &format!("traffic.trace.file={path}")]);
    assert!(traffic.problems()[0].contains("at most 4,194,304 bytes"), "{traffic:?}");
    std::fs::remove_file(path).expect("removed");
}

#[test]
fn several_problems_are_all_listed() {
    let path = file(
        "wrong-many.toml",
        b"sed = 1\n[fleet]\ninstances = 0\n[traffic]\nrate_rps = -5\n[[strategy.canary.steps]]\nweight = 200\n",
    );
    let said = cutover(&["check", &path]);
    let problems = said.problems();
    for part in ["traffic.rate_rps", "fleet.instances", "strategy.canary.steps[0].weight", "did you mean `seed`"] {
        assert!(problems.iter().any(|line| line.contains(part)), "{part}: {problems:#?}");
    }
    assert_eq!(problems.len(), 4);
}

#[test]
fn weights_above_all_traffic_are_refused() {
    let path = file(
        "wrong-weights.toml",
        b"[[strategy.canary.steps]]\nweight = 50\n[[strategy.canary.steps]]\nweight = 150\n[[strategy.canary.steps]]\nkind = 'scale'\n",
    );
    let said = cutover(&["run", &path]);
    assert_eq!(
        said.problems(),
        [
            "strategy.canary.steps[2].kind: found \"scale\"; allowed: one of set-weight, pause, scale-instances, scale-weight, scale-match, header-route, analysis, mirror, experiment",
            "strategy.canary.steps[1].weight: found 150; allowed: at most 1 times strategy.canary.max_traffic_weight, which is 100",
        ]
    );
}

#[test]
fn what_editors_on_other_systems_write_is_read() {
    for (name, content) in [
        ("crlf.toml", "\u{feff}seed = 4\r\n[fleet]\r\ninstances = 3\r\n"),
        (
            "crlf.yaml",
            "\u{feff}apiVersion: apps/v1\r\nkind: Deployment\r\nspec:\r\n  replicas: 3\r\n  template:\r\n    spec:\r\n      containers:\r\n      - name: a\r\n",
        ),
    ] {
        let said = cutover(&["check", &file(&format!("right-{name}"), content.as_bytes())]);
        assert!(said.code == Some(0) && said.stdout.contains("fleet.instances = 3"), "{name}: {said:?}");
    }
}
