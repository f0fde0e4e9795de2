use super::super::qr;
use super::*;
use crate::i18n::links::said;
use crate::scenario::StrategyKind;
use crate::view::address::problems;

const HERE: &str = "https://example.org/cutover/";

fn shown(lang: Lang, rest: &str) -> String {
    form(lang, &Fields::of(&format!("here={HERE}&{rest}")))
}

/// The form as it begins at this end of an address.
fn begun(lang: Lang, end: &str) -> String {
    let code: String = form_urlencoded::byte_serialize(format!("{HERE}{end}").as_bytes()).collect();
    form(lang, &Fields::of(&format!("address={code}")))
}

/// The link that a form shows, as text.
fn link(html: &str) -> String {
    let area = html.split_once(r#"<textarea id="links-link""#).expect("a link").1;
    let text = area.split_once('>').expect("its text").1.split('<').next().expect("its end");
    text.replace("&amp;", "&")
}

/// What is asked for behind the page's own address, without any problem.
fn asked(link: &str) -> Wish {
    let query = link.strip_prefix(HERE).expect("an address of the page").split('#').next().expect("a query");
    assert_eq!(problems(query).next(), None, "{link}");
    Wish::of(query)
}

#[test]
fn it_begins_with_what_is_on_screen() {
    for (on_screen, expected) in [
        ("", "?preset=bad-release"),
        ("#lanes", "?preset=bad-release"),
        ("?lang=ko&preset=bad-release", "?lang=ko&preset=bad-release"),
        (
            "?lang=en&screen=lab&theme=dark&preset=retry-storm&lanes=rolling%2Ccanary&seed=9",
            "?lang=en&screen=lab&theme=dark&preset=retry-storm&lanes=rolling,canary&seed=9",
        ),
        (
            "?lang=en&screen=learn&lesson=why-it-hurts&step=3&hide=panel,charts",
            "?lang=en&screen=learn&lesson=why-it-hurts&step=3&hide=panel,charts",
        ),
        ("?lang=en&screen=intro#s=2.abc", "?lang=en&screen=intro#s=2.abc"),
        ("?embed&projector=1&speed=0.5&preset=no-such", "?projector&speed=0.5&embed&preset=bad-release"),
        ("?projector=0&lesson=on-call", "?screen=learn&lesson=on-call"),
    ] {
        assert_eq!(link(&begun(Lang::Ko, on_screen)), format!("{HERE}{expected}"), "{on_screen}");
    }
    // What is filled in holds from then on.
    let html = shown(Lang::En, "s=2.abc&what=retry-storm&seeds=as-is");
    assert_eq!(link(&html), format!("{HERE}?preset=retry-storm"));
    assert!(html.contains(r#"name="s" value="2.abc""#), "{html}");
}

#[test]
fn whatever_is_chosen_the_link_is_read_without_problems() {
    for what in ["bad-release", "sticky-users", "lesson:why-it-hurts", "lesson:no", ""] {
        for seeds in ["as-is", "same", "own", "no"] {
            for rest in [
                "&lang=&theme=&speed=&screen=compare",
                "&lang=en&theme=contrast&speed=60&screen=lab&projector=1&hide=panel&hide=no&hide=charts&lanes=canary&lanes=recreate",
                "&embed=1&step=99&seed=99999999999999999999&lanes=recreate&lanes=rolling&lanes=canary&lanes=flagger&lanes=shadow&lanes=ab-test&lanes=blue-green",
            ] {
                let html = shown(Lang::En, &format!("s=2.abc&preset=good-release&what={what}&seeds={seeds}{rest}"));
                let wish = asked(&link(&html));
                if what.starts_with("lesson:why") {
                    assert!(
                        wish.get(Name::Seed).is_none() && wish.get(Name::Lanes).is_none() && !wish.is_on(Name::Embed)
                    );
                    assert!(html.contains("its goals and answers are proved for that run"));
                } else {
                    let seed = [("own", Some("own")), ("same", Some("1"))].into_iter().find(|(tag, _)| *tag == seeds);
                    assert_eq!(wish.get(Name::Seed), seed.and_then(|(_, seed)| seed), "{what} {seeds} {rest}");
                }
            }
        }
    }
}

#[test]
fn every_choice_is_shown_as_it_was_made() {
    let html = shown(
        Lang::En,
        "what=retry-storm&lang=ko&theme=dark&speed=5&projector=1&hide=panel&lanes=canary&seeds=own&screen=intro",
    );
    for part in [
        r#"<option value="retry-storm" selected>"#,
        r#"<option value="ko" selected>"#,
        r#"<option value="dark" selected>"#,
        r#"<option value="5" selected>"#,
        r#"<option value="intro" selected>"#,
        r#"id="links-projector" name="projector" value="1" aria-describedby="links-projector-hint" checked>"#,
        r#"id="links-hide-panel" name="hide" value="panel" checked>"#,
        r#"id="links-lanes-canary" name="lanes" value="canary" checked>"#,
        r#"id="links-seeds-own" name="seeds" value="own" checked>"#,
    ] {
        assert!(html.contains(part), "{part}");
    }
    assert_eq!(html.matches(" checked").count(), 4);
    // A seventh lane cannot be ticked.
    let six: String = StrategyKind::NAMES[..6].iter().map(|name| format!("lanes={name}&")).collect();
    assert_eq!(shown(Lang::En, &format!("what=retry-storm&{six}")).matches(" disabled").count(), 1);
}

#[test]
fn the_code_is_that_of_the_link() {
    let html = shown(Lang::Ko, "preset=bad-release&lang=ko&seeds=same&seed=77");
    let link = link(&html);
    let code = qr::code(&link).expect("short enough");
    assert!(html.contains(&qr::svg(&code, &said::code_of(Lang::Ko, &link))), "{html}");
}

#[test]
fn a_link_that_is_too_long_for_a_code_says_what_makes_it_shorter() {
    let long = "x".repeat(900);
    let html = shown(Lang::En, &format!("s=2.{long}&lang=en"));
    assert!(html.contains("Choose a situation above: its name alone is short.") && !html.contains("<svg"), "{html}");
    assert!(link(&html).ends_with(&long));
    let html = shown(Lang::Ko, &format!("s=2.{long}&seeds=each&learners=3"));
    assert_eq!((html.matches("links-no-code").count(), html.matches("<li>").count()), (1, 3));
    // The page's own address may be long too.
    assert!(
        form(Lang::En, &Fields::of(&format!("here=https://{long}/")))
            .contains("The address of this page is long already.")
    );
}

#[test]
fn a_class_gets_a_link_for_each_as_a_list_and_as_a_file() {
    let html = shown(Lang::En, "preset=bad-release&lang=en&lanes=rolling,canary&seeds=each&seed=41&learners=3");
    assert_eq!((html.matches("<li><svg").count(), html.matches("<li>").count()), (3, 3));
    let rows = ["1,41", "2,42", "3,43"].map(|row| {
        let seed = row.rsplit(',').next().expect("a seed");
        let link = format!("{HERE}?lang=en&preset=bad-release&lanes=rolling,canary&seed={seed}");
        assert_eq!(asked(&link).get(Name::Seed), Some(seed));
        assert!(html.contains(&format!(r#"<b>seed {seed}</b><a href="{}""#, link.replace('&', "&amp;"))), "{html}");
        format!("{row},\"{link}\"\n")
    });
    let file = qr::file("text/csv", &format!("number,seed,link\n{}", rows.concat()));
    assert!(html.contains(&format!(r#"download="cutover-links.csv" href="{file}""#)), "{html}");
    for (learners, expected) in [("0", 1), ("100", 100), ("5000", 100), ("x", 20)] {
        let html = shown(Lang::Ko, &format!("seeds=each&learners={learners}&seed=9007199254740991"));
        assert_eq!(html.matches("<li>").count(), expected, "{learners}");
    }
}

#[test]
fn the_game_is_opened_with_a_deck_for_all_or_for_each() {
    // Whoever is in the middle of it hands on its deck, not their moves.
    let html = begun(Lang::En, "?lang=en&screen=learn&lesson=on-call&seed=7&round=2&moves=lwh");
    assert_eq!(link(&html), format!("{HERE}?lang=en&screen=learn&lesson=on-call&seed=7"));
    assert!(html.contains(r#"<option value="lesson:on-call" selected>On call</option>"#), "{html}");
    assert!(!html.contains("links-lanes") && !html.contains("links-embed") && !html.contains("links-screen"), "{html}");
    let html = shown(Lang::Ko, "what=lesson:on-call&seeds=own&theme=dark&lanes=rolling");
    assert_eq!(link(&html), format!("{HERE}?screen=learn&lesson=on-call&theme=dark&seed=own"));
    assert_eq!(asked(&link(&html)).lesson().as_deref(), Some("on-call&seed=own"));
}

#[test]
fn what_comes_from_an_address_cannot_become_markup() {
    let html = form(
        Lang::En,
        &Fields::of(
            "here=%22%3E%3Cscript%3E&step=%3Cscript%3E&s=%22%3E%3Cscript%3E&lesson=%3Cscript%3E&seeds=%3Cb%3E&theme=%22%3E",
        ),
    );
    assert!(!html.contains("<script") && !html.contains("\"><b>"), "{html}");
}
