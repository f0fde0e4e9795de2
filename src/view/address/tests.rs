use super::*;
use crate::i18n::links::{self, said};
use crate::i18n::page::Screen;
use crate::kernel::rng::Stream;
use crate::scenario::presets::PRESETS;
use crate::view::Speed;

/// A good value and a wrong one for each parameter.
const SAMPLES: [(Name, &str, &str); 15] = [
    (Name::Lang, "en-US", "xx"),
    (Name::Screen, "lab", "LAB"),
    (Name::Lesson, "why-it-hurts", "a lesson"),
    (Name::Step, "12", "0"),
    (Name::Theme, "contrast", "pink"),
    (Name::Projector, "1", "yes"),
    (Name::Speed, "0.5", "3"),
    (Name::Hide, "panel,charts", "panel,panel"),
    (Name::Embed, "", "2"),
    (Name::Preset, "retry-storm", "no-such"),
    (Name::Lanes, "canary,rolling", "canary,"),
    (Name::Seed, "9007199254740991", "9007199254740992"),
    (Name::Bench, "all", ""),
    (Name::Rounds, "1000", "1001"),
    (Name::Fuzz, "7", ""),
];

fn asked(query: &str) -> (Wish, Vec<Problem<'_>>) {
    (Wish::of(query), problems(query).collect())
}

#[test]
fn every_parameter_is_read_and_every_wrong_value_named() {
    assert_eq!(SAMPLES.map(|(name, ..)| name), PARAMETERS.map(|(name, ..)| name));
    for (name, good, wrong) in SAMPLES {
        let query = format!("?{}={good}", name.name());
        let (wish, problems) = asked(&query);
        assert_eq!((wish.get(name), problems), (Some(good), vec![]));
        if name.kind() == Kind::Text {
            continue;
        }
        let query = format!("?{}={wrong}", name.name());
        let (wish, problems) = asked(&query);
        assert_eq!((wish.get(name), problems), (None, vec![Problem::Wrong(name, wrong)]));
    }
}

#[test]
fn what_is_written_is_read_again() {
    let values = SAMPLES.map(|(name, good, _)| (name, Some(good)));
    let query = write(&values);
    let (wish, problems) = asked(&query);
    assert_eq!(problems, []);
    assert_eq!(PARAMETERS.map(|(name, ..)| (name, wish.get(name))), values);
    assert!(query.starts_with("?lang=en-US&screen=lab&") && query.contains("&embed&preset=retry-storm&"), "{query}");
    // What may stand there needs no code in an address.
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"?&=,.-".contains(&byte);
    assert!(query.bytes().all(plain), "{query}");
    assert_eq!(write(&[(Name::Lang, None), (Name::Seed, Some("7")), (Name::Embed, Some(""))]), "?seed=7&embed");
}

#[test]
fn all_problems_are_named_at_once_and_the_rest_holds() {
    let (wish, problems) =
        asked("?theme=pink&hidden=panel&seed=7&seed=8&lanes=canary,rolling&utm_source=x&fbclid=y&&lang=ko");
    assert_eq!(
        problems,
        [Problem::Wrong(Name::Theme, "pink"), Problem::Unknown("hidden"), Problem::Repeated(Name::Seed),]
    );
    let kept = [Name::Theme, Name::Seed, Name::Lang].map(|name| wish.get(name));
    assert_eq!(kept, [None, Some("7"), Some("ko")]);
    assert_eq!(wish.words(Name::Lanes).collect::<Vec<_>>(), ["canary", "rolling"]);
}

#[test]
fn problems_are_told_in_both_languages() {
    assert_eq!(told(Lang::En, "?theme=dark"), "");
    assert_eq!(
        told(Lang::En, "?step=0&seed=1&seed=2"),
        "Part of the address is not understood; all the rest is open. step=0: not a value of it. What can stand there: a whole \
         number, 1 to 99. seed: it stands there more than once, and the first one counts."
    );
    let korean = told(Lang::Ko, "?theme=pink&them=dark");
    let wrong = said::wrong(Lang::Ko, "theme", "pink", "system, light, dark, contrast");
    assert!(korean.starts_with(said::partly(Lang::Ko)) && korean.contains(&wrong), "{korean}");
    assert!(
        korean.contains(" them: ") && korean.contains("lang, screen, lesson") && !korean.contains("fuzz"),
        "{korean}"
    );
    let long = told(Lang::En, &format!("?{}", "x".repeat(5_000)));
    assert!(long.len() < 400, "{long}");
}

#[test]
fn the_games_own_parameters_are_left_alone() {
    let (wish, problems) = asked("?lesson=on-call&seed=7&round=2&moves=p,w&move=l");
    assert_eq!((wish.get(Name::Lesson), problems), (Some("on-call"), vec![]));
    assert_eq!(wish.lesson().as_deref(), Some("on-call&seed=7&round=2&moves=p,w&move=l"));
    let (wish, problems) = asked("?theme=dark&seed=7&lesson=on-call&hide=take");
    assert_eq!((wish.lesson().as_deref(), problems), (Some("on-call&seed=7"), vec![]));
    assert_eq!(asked("?seed=7&lesson=exam").0.lesson().as_deref(), Some("exam"));
    assert_eq!(asked("?lesson=on-call&them=dark").1, [Problem::Unknown("them")]);
    assert_eq!(asked("?lesson=why-it-hurts&round=2").1, [Problem::Unknown("round")]);
}

#[test]
fn places_are_those_of_what_they_stand_for() {
    assert_eq!(SCREENS.to_vec(), Screen::ALL.iter().map(|screen| screen.tag()).collect::<Vec<_>>());
    let offered: Vec<String> = Speed::offered(600.0).map(|speed| speed.factor().to_string()).collect();
    assert_eq!(SPEEDS.to_vec(), offered);
    assert_eq!(PARAMETERS.iter().map(|(name, ..)| *name as usize).collect::<Vec<_>>(), (0..15).collect::<Vec<_>>());
    let (wish, _) = asked("?theme=dark&projector=0&embed");
    assert_eq!((wish.place(Name::Theme), wish.place(Name::Speed)), (Some(2), None));
    assert_eq!((wish.is_on(Name::Projector), wish.is_on(Name::Embed)), (false, true));
}

#[test]
fn seed_and_lanes_are_put_on_any_scenario() {
    for preset in PRESETS {
        let scenario = preset.scenario().expect("a preset");
        assert_eq!(asked("").0.applied(scenario.clone(), true), scenario);
        let (wish, _) = asked("?seed=77&lanes=shadow,canary");
        let given = wish.applied(scenario.clone(), true);
        assert_eq!(given.seed, 77);
        let kinds: Vec<StrategyKind> = given.all_lanes().iter().map(|lane| lane.strategy).collect();
        assert_eq!(kinds, [StrategyKind::Shadow, StrategyKind::Canary]);
        assert!(given.all_lanes().iter().all(|lane| lane.changes.is_empty() && lane.name.is_empty()));
        // All else is as it was, and it stays a scenario that passes every check.
        let mut same = given.clone().into_inner();
        (same.seed, same.lanes) = (scenario.seed, scenario.lanes.clone());
        assert_eq!(same, *scenario);
        assert!(given.into_inner().check().is_ok(), "{}", preset.id);
        assert_eq!(asked("?seed=own").0.applied(scenario.clone(), true), scenario);
        // Another preset than the one that was linked has its own lanes.
        assert_eq!(wish.applied(scenario.clone(), false), scenario.with_seed(77));
    }
}

#[test]
fn every_parameter_and_part_has_its_texts_and_no_text_is_left_over() {
    let described = links::described();
    assert_eq!(described.iter().map(|(name, _)| *name).collect::<Vec<_>>(), PARAMETERS.map(|(_, name, _)| name));
    for (name, keys) in described {
        let named: &[&str] = match name {
            "theme" => &THEMES,
            "hide" => &PARTS,
            _ => &[],
        };
        let wanted = ["name", "ko", "en"].into_iter().map(str::to_owned);
        let wanted: Vec<String> = wanted.chain(named.iter().map(|value| format!("{name}.{value}"))).collect();
        assert_eq!(keys, wanted, "{name}");
        for lang in Lang::ALL {
            assert!(!links::name(lang, name).is_empty() && !links::about(lang, name).is_empty());
        }
    }
}

#[test]
fn whatever_somebody_writes_nothing_panics_and_what_is_kept_is_accepted() {
    const PIECES: [&str; 24] = [
        "?",
        "&",
        "=",
        "%",
        "%2",
        "%2C",
        "%EB",
        "+",
        ",",
        "own",
        "seed",
        "lanes",
        "hide",
        "panel",
        "theme",
        "dark",
        "step",
        "-1",
        "99999999999999999999",
        "\u{d55c}",
        "lesson=on-call",
        "#s=",
        "canary",
        "preset",
    ];
    let mut luck = Stream::from_bits(4);
    for _ in 0..20_000 {
        let length = luck.below(12);
        let query: String = (0..length).map(|_| PIECES[luck.below(PIECES.len())]).collect();
        let (wish, found) = asked(&query);
        for (name, _, kind) in PARAMETERS {
            assert!(wish.get(name).is_none_or(|value| kind.accepts(value)), "{query}");
        }
        for lang in Lang::ALL {
            assert_eq!(told(lang, &query).is_empty(), found.is_empty(), "{query}");
        }
        let again = write(&PARAMETERS.map(|(name, ..)| (name, wish.get(name))));
        assert_eq!(problems(&again).next(), None, "{query}: {again}");
    }
}
