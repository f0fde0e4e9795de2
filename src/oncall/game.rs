//! A game: rounds of a deck and the moves in each, as links and the command line write them.

use super::deck::{ROUNDS, Round, deal};
use super::play::{Move, Play, play};
use super::score::{Score, score};

/// What stands between the moves of two rounds.
const NEXT: char = '.';
/// A round has at most so many moves: more than fit into its length.
const MOST_MOVES: usize = 100;

/// Why something is no game.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WrongGame {
    /// A deck has no such round.
    Round(usize),
    /// No move has this letter.
    Letter(char),
    /// More moves than a round can have.
    Long,
}

/// A game so far: the moves of its rounds, of which the last one is being played.
#[derive(Clone, Debug, PartialEq)]
pub struct Game {
    /// The seed of the deck.
    pub seed: u64,
    /// The round that was played first, from 1.
    pub first: usize,
    /// The moves in it and in those after it, as far as the game is.
    pub moves: Vec<Vec<Move>>,
}

impl Game {
    /// The game in the deck of `seed` that begins with round `first`; `moves` are letters, with a point before each further round.
    ///
    /// # Errors
    /// When there is no such round or move.
    pub fn read(seed: u64, first: usize, moves: &str) -> Result<Game, WrongGame> {
        let of_round = |text: &str| -> Result<Vec<Move>, WrongGame> {
            if text.len() > MOST_MOVES {
                return Err(WrongGame::Long);
            }
            text.chars().map(|letter| Move::of(letter).ok_or(WrongGame::Letter(letter))).collect()
        };
        let moves = moves.split(NEXT).map(of_round).collect::<Result<Vec<_>, _>>()?;
        let last = first.saturating_add(moves.len() - 1);
        if first == 0 || last > ROUNDS {
            return Err(WrongGame::Round(if first == 0 { first } else { last }));
        }
        Ok(Game { seed, first, moves })
    }

    /// The moves as they are read.
    #[must_use]
    pub fn written(&self) -> String {
        let of_round = |moves: &Vec<Move>| moves.iter().map(|one| one.letter()).collect::<String>();
        self.moves.iter().map(of_round).collect::<Vec<_>>().join(&NEXT.to_string())
    }

    /// The round that is being played, from 1.
    #[must_use]
    pub fn number(&self) -> usize {
        self.first + self.moves.len() - 1
    }

    fn round(&self, place: usize) -> Round {
        deal(self.seed, self.first + place).unwrap_or_else(|| panic!("round {place} of {self:?} was read"))
    }

    /// The round that is being played, as far as it is.
    #[must_use]
    pub fn present(&self) -> Play {
        let last = self.moves.len() - 1;
        play(self.round(last), &self.moves[last])
    }

    /// The scores of all rounds so far; the last one is given with `present`, which is over.
    #[must_use]
    pub fn scores(&self, present: &Play) -> Vec<Score> {
        let before = &self.moves[..self.moves.len() - 1];
        let mut scores: Vec<Score> =
            before.iter().enumerate().map(|(place, moves)| score(&play(self.round(place), moves))).collect();
        scores.push(score(present));
        scores
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_game_is_read_as_it_was_written() {
        for moves in ["", "wlphcr", "w.l.", "...."] {
            let game = Game::read(3, 1, moves).expect("a game");
            assert_eq!(game.written(), moves);
        }
        assert_eq!(Game::read(3, 2, "w.l.").expect("a game").number(), 4);
        assert_eq!(Game::read(3, 1, "wx"), Err(WrongGame::Letter('x')));
        assert_eq!(Game::read(3, 0, ""), Err(WrongGame::Round(0)));
        assert_eq!(Game::read(3, 4, ".."), Err(WrongGame::Round(6)));
        assert_eq!(Game::read(3, 1, &"w".repeat(101)), Err(WrongGame::Long));
    }
}
