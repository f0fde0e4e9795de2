//! The game of being on call: a game is a value, moves leave the past alone, every card can be solved, and nothing tells the truth
//! before the end.

use crate::program::cutover;
use cutover::i18n::Lang;
use cutover::i18n::oncall::Seen;
use cutover::i18n::oncall::card;
use cutover::oncall::{Card, Decision, Game, Move, Play, ROUNDS, Round, Score, Stand, deal, play, score, told_at};
use cutover::record::simulate;
use cutover::view::oncall::{comparison, csv, picture};

/// So many rounds of each card are played, each with other luck.
const LUCK: u64 = 4;

/// Rounds of `card`.
fn rounds(card: Card) -> impl Iterator<Item = Round> {
    (1..=LUCK).map(move |number| Round::of(card, number.wrapping_mul(0x9E37_79B9_7F4A_7C15)))
}

/// The moves of letters.
fn moves(letters: &str) -> Vec<Move> {
    letters.chars().map(|letter| Move::of(letter).expect("a move")).collect()
}

/// Whoever waits sees the candidate promoted.
const LET_IT_GO: &str = "llllll";

fn played(round: &Round, letters: &str) -> Play {
    play(round.clone(), &moves(letters))
}

#[test]
fn a_move_changes_nothing_that_was_seen_before_it() {
    let games = ["w", "lh", "lhlc", "lp", "lpw", "lplpl", "lhr", "llll", "llllr", "lwhlcwr"];
    for card in [Card::Plain, Card::Peak, Card::DependencyOut, Card::OutOfMemory, Card::LateTelemetry] {
        let round = rounds(card).next().expect("a round");
        for letters in games {
            let whole = played(&round, letters);
            assert_eq!(whole.moves, moves(letters), "{card:?} {letters}: all moves count");
            for length in 0..letters.len() {
                let part = played(&round, &letters[..length]);
                let before = &whole.looks[..=length];
                assert_eq!(part.looks[..length], before[..length], "{card:?} {letters} {length}");
                let (last, same) = (part.looks[length], before[length]);
                assert_eq!((last.made, same.made), (None, whole.moves.get(length).copied()));
                assert_eq!(cutover::oncall::Look { made: same.made, ..last }, same, "{card:?} {letters} {length}");
                // Pictures show every sample until then.
                let shown = last.at_s as usize;
                assert_eq!(part.readings[..shown], whole.readings[..shown], "{card:?} {letters} {length}");
                let weights = |play: &Play| play.recording.series.set_weight[..shown].to_vec();
                assert_eq!(weights(&part), weights(&whole), "{card:?} {letters} {length}");
            }
        }
    }
}

#[test]
fn a_game_is_a_value() {
    let text = |game: &Game| format!("{:?}", game.present());
    let game = Game::read(11, 1, "lwr.lp").expect("a game");
    assert_eq!(text(&game), text(&game.clone()));
    let other = Game::read(12, 1, "lwr.lp").expect("a game");
    assert_ne!(text(&game), text(&other));
    // A round played alone is the same as one that follows others.
    let alone = Game::read(11, 2, "lp").expect("a game");
    assert_eq!(text(&alone), text(&game));
}

#[test]
fn commands_do_what_they_say() {
    let round = rounds(Card::Plain).next().expect("a round");
    let stand = |letters: &str| played(&round, letters).stand;
    // Instances of the first step come within the first minute, and it is held for two.
    assert!(matches!(stand(""), Stand::Held(until) if (160.0..180.0).contains(&until)), "{:?}", stand(""));
    let weights = |letters: &str| played(&round, letters).looks.iter().map(|look| look.weight).collect::<Vec<u8>>();
    assert_eq!(weights("ll"), [5, 5, 20]);
    assert_eq!(weights("pww"), [5, 5, 20, 20], "promoted at once");
    assert_eq!(weights("hlll"), [5, 5, 5, 5, 5], "paused");
    assert_eq!(stand("hl"), Stand::Paused(true));
    assert_eq!(weights("hlcw"), [5, 5, 5, 5, 20], "what was paused for longer than its step goes on at once");
    assert_eq!(weights("wr"), [5, 5, 0]);
    assert_eq!(stand("wr"), Stand::Back);
    let back = played(&round, "wrwwl");
    assert!(back.is_over && back.moves == moves("wr"), "{:?}", back.moves);
    assert_eq!(back.open(), []);
    let done = played(&round, LET_IT_GO);
    assert!(done.is_over && matches!(done.stand, Stand::Complete(_)) && done.moves.len() == 5, "{:?}", done.looks);
    // The fleet that a late roll-back needs is still there.
    let late = played(&round, "llllr");
    assert!(late.is_over && score(&late).operator.decision == Decision::RolledBack);
    let held = played(&round, "hlllllll");
    assert!(held.is_over && held.now_s() == 900.0 && score(&held).operator.decision == Decision::Undecided);
}

/// The best and the worst that somebody can do with a card: take it back while it has 5 %, or let it go.
fn both_ways(round: &Round) -> [Score; 2] {
    ["wwr", LET_IT_GO].map(|letters| score(&played(round, letters)))
}

#[test]
fn the_right_decision_hurts_fewer_users_and_the_wrong_one_is_said_to_be_wrong() {
    for card in Card::ALL {
        for round in rounds(card) {
            let [back, out] = both_ways(&round);
            let [back_hurt, out_hurt] = [back.operator.users_hurt, out.operator.users_hurt];
            assert_eq!(back.operator.decision, Decision::RolledBack, "{round:?}");
            assert_eq!(out.operator.decision, Decision::Promoted, "{round:?}");
            assert_eq!([back.operator.is_right, out.operator.is_right], [!card.is_good(), card.is_good()]);
            if card.is_good() {
                // Nobody is better off without it: all that it hurts beside the rest is half as many again at most.
                assert!(2 * out_hurt <= 3 * out.without.users_hurt, "{card:?}: {out_hurt} of {:?}", out.without);
            } else {
                assert!(2 * back_hurt < out_hurt, "{card:?}: {back_hurt} and {out_hurt}");
            }
        }
    }
}

#[test]
fn the_policy_is_right_about_most_cards_and_wrong_about_some() {
    let is_right = |card: &Card| {
        let right = rounds(*card).filter(|round| score(&played(round, "r")).policy.is_right).count() as u64;
        2 * right > LUCK
    };
    let (right, wrong): (Vec<Card>, Vec<Card>) = Card::ALL.into_iter().partition(is_right);
    assert!(right.len() > wrong.len(), "right: {right:?}, wrong: {wrong:?}");
    assert!(wrong.contains(&Card::DependencyOut) && wrong.contains(&Card::BelowLimit), "{wrong:?}");
    assert!(right.contains(&Card::Plain) && right.contains(&Card::Errors), "{right:?}");
}

#[test]
fn telemetry_tells_of_every_bad_card_before_the_end() {
    for card in Card::ALL.into_iter().filter(|card| !card.is_good()) {
        for round in rounds(card) {
            let told = told_at(&played(&round, LET_IT_GO));
            assert!(told.is_some_and(|at_s| at_s <= 700.0), "{card:?}: {told:?}");
        }
    }
    // One that nothing is wrong with is not told to be worse.
    let good = rounds(Card::Plain).filter_map(|round| told_at(&played(&round, LET_IT_GO))).count();
    assert_eq!(good, 0);
}

#[test]
fn the_comparison_has_the_runs_of_the_game() {
    for (card, letters) in [(Card::Peak, "lhwcl"), (Card::BelowLimit, "lwr"), (Card::DependencyOut, "lp")] {
        let play = played(&rounds(card).next().expect("a round"), letters);
        let lanes = comparison(Lang::Ko, &play).check().expect("good").lane_scenarios();
        assert_eq!(lanes.len(), 2);
        assert_eq!(simulate(&lanes[0]).hash(), play.recording.hash(), "{card:?}");
        assert_eq!(simulate(&lanes[1]).hash(), simulate(&play.round.automatic()).hash(), "{card:?}");
    }
}

#[test]
fn a_picture_ends_now_and_has_the_truth_only_afterwards() {
    let round = rounds(Card::BelowLimit).next().expect("a round");
    for seen in Seen::ALL {
        let [during, over] = ["ww", "wwr"].map(|letters| picture(Lang::En, &played(&round, letters), seen));
        assert!(!during.contains("candidate-soft") && over.contains("candidate-soft"), "{during}");
        assert!(!during.contains("NaN") && !over.contains("NaN"));
        // Nothing is drawn right of now, the grid and its limit aside; now is at two of fifteen minutes.
        let now = 38.0 + (440.0 - 38.0 - 8.0) * 120.0 / 900.0;
        let line =
            during.split("<path d=\"").find(|path| path.contains("stroke-width=\"3\"")).expect("the candidate's line");
        let line = line.split('"').next().expect("a path");
        let xs = line.split(['M', 'H']).skip(1).filter_map(|part| part.split([' ', 'V']).next()?.parse::<f64>().ok());
        let xs: Vec<f64> = xs.collect();
        assert!(xs.len() > 2 && xs.iter().all(|x| *x <= now + 0.1), "{xs:?} beyond {now}");
        assert!(during.len() < 12_000 && over.len() < 24_000, "{} and {}", during.len(), over.len());
    }
}

#[test]
fn the_program_plays_and_keeps_the_secret() {
    let during = cutover(&["on-call", "--seed", "7", "--moves", "lw", "--format", "json"]);
    let game = during.json();
    assert_eq!((&game["round"], game["now_s"].as_f64(), &game["is_over"]), (&1.into(), Some(210.0), &false.into()));
    assert_eq!(game["looks"].as_array().map(Vec::len), Some(3));
    assert_eq!(game["scores"], serde_json::json!([]));
    let texts = ["ko", "en"].map(|lang| cutover(&["on-call", "--seed", "7", "--moves", "lw", "--lang", lang]).stdout);
    for all in Card::ALL {
        let [ko, en] = [Lang::Ko, Lang::En].map(|lang| card(lang, all));
        assert!(!during.stdout.contains(all.id()), "{}", during.stdout);
        assert!(!texts[0].contains(ko.name) && !texts[1].contains(en.name), "{texts:?}");
    }
    let over = cutover(&["on-call", "--seed", "7", "--moves", "lwr.lllll", "--format", "json"]).json();
    let scores = over["scores"].as_array().expect("scores");
    let cards: Vec<&str> = scores.iter().filter_map(|score| score["card"].as_str()).collect();
    let dealt = [1, 2].map(|number| deal(7, number).expect("a round").card.id());
    assert_eq!(cards, dealt);
    assert_eq!(scores[0]["operator"]["decision"], "rolled-back");
    let text = cutover(&["on-call", "--seed", "7", "--moves", "lwr.lllll", "--lang", "ko"]).stdout;
    assert!(text.contains("자동 정책") && text.contains("2라운드 중"), "{text}");
    assert_eq!(
        cutover(&["on-call", "--moves", "wx"]).problems(),
        ["“x” is no move; there are w l p h c r, with a point between rounds"]
    );
    assert_eq!(cutover(&["on-call", "--round", "6"]).problems(), ["rounds go from 1 to 5: 6"]);
}

#[test]
fn results_are_a_line_for_each_round() {
    let game = Game::read(5, 1, "lr.llllll.lr.llllll.lr").expect("a game");
    let present = game.present();
    let scores = game.scores(&present);
    let text = csv(5, &scores);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!((lines.len(), scores.len()), (1 + ROUNDS, ROUNDS));
    let columns = lines[0].split(',').count();
    assert!(lines.iter().all(|line| line.split(',').count() == columns), "{text}");
    let first = &scores[0];
    let hurt = first.operator.users_hurt;
    assert!(lines[1].starts_with(&format!("5,1,{},{},lr,rolled-back,", first.card.id(), first.card.is_good())));
    assert!(lines[1].contains(&format!(",{hurt},")), "{}", lines[1]);
}
