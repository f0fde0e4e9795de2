//! How instances stand on the stage: as large as fits, a fleet to a row where that is readable.

/// Rows and columns of instances; the same in every lane, so that equal pictures mean equal fleets.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Grid {
    columns: usize,
    rows: usize,
    width: f64,
    gap: f64,
    tile_h: f64,
    per_cell: usize,
}

/// The instances take at most this height, px.
const HIGHEST: f64 = 132.0;
/// Tallest tile, px.
const TALLEST_TILE: f64 = 34.0;
/// Below this a row of the whole fleet is not readable any more, px.
const NARROWEST_TILE: f64 = 14.0;
/// Most tiles that are drawn; beyond, a tile stands for several instances.
const MOST_CELLS: usize = 1_600;

impl Grid {
    /// Places for `places` instances of a fleet of `wanted` in `width` pixels.
    #[must_use]
    pub fn fit(width: f64, places: usize, wanted: u32) -> Grid {
        let per_cell = places.div_ceil(MOST_CELLS).max(1);
        let cells = places.div_ceil(per_cell).max(1);
        let of = |columns: usize, gap: f64| {
            let rows = cells.div_ceil(columns);
            let tile_w = (width - gap * (columns as f64 - 1.0)) / columns as f64;
            let tile_h = (tile_w * 1.25).clamp(2.0, TALLEST_TILE);
            Grid { columns, rows, width, gap, tile_h, per_cell }
        };
        let fleet_row = of((wanted as usize).max(4), 4.0);
        if fleet_row.cell(0).2 >= NARROWEST_TILE && fleet_row.height() <= HIGHEST {
            return fleet_row;
        }
        let fits = (4..=cells.max(4)).map(|columns| of(columns, if columns > 24 { 1.0 } else { 3.0 }));
        fits.into_iter().find(|grid| grid.height() <= HIGHEST).unwrap_or_else(|| of(cells.max(4), 1.0))
    }

    /// Height of all rows, px.
    #[must_use]
    pub fn height(&self) -> f64 {
        self.rows as f64 * (self.tile_h + self.gap) - self.gap
    }

    /// How many instances a cell stands for.
    #[must_use]
    pub fn instances_per_cell(&self) -> usize {
        self.per_cell
    }

    /// Number of cells for `places` instances.
    #[must_use]
    pub fn cells(&self, places: usize) -> usize {
        places.div_ceil(self.per_cell)
    }

    /// Left, top, width and height of a cell.
    #[must_use]
    pub fn cell(&self, index: usize) -> (f64, f64, f64, f64) {
        let tile_w = (self.width - self.gap * (self.columns as f64 - 1.0)) / self.columns as f64;
        let (column, row) = (index % self.columns, index / self.columns);
        (column as f64 * (tile_w + self.gap), row as f64 * (self.tile_h + self.gap), tile_w, self.tile_h)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_fleet_has_a_row_of_its_own() {
        let grid = Grid::fit(250.0, 20, 10);
        assert_eq!((grid.columns, grid.rows), (10, 2));
    }

    #[test]
    fn any_fleet_fits() {
        for (width, places, wanted) in
            [(180.0, 1, 1), (250.0, 13, 10), (250.0, 100, 50), (350.0, 400, 200), (250.0, 200_000, 100_000)]
        {
            let grid = Grid::fit(width, places, wanted);
            let (x, y, w, h) = grid.cell(grid.cells(places) - 1);
            assert!(grid.height() <= HIGHEST, "{places}: {} px", grid.height());
            assert!(w >= 1.0 && x + w <= width + 1e-6 && y + h <= grid.height() + 1e-6, "{places}: {grid:?}");
        }
    }
}
