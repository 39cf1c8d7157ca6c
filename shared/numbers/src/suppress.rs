//! Cells of few cases.

/// The smallest number of cases that a cell shows.
pub const MIN_CELL: u64 = 5;
/// The name of the cell that takes the small ones.
pub const OTHER: &str = "other";

/// Joins cells below five to "other". If that still is a small cell, which subtraction from the total would show, it
/// takes the next smallest as well. The total stays.
pub fn suppress(cells: impl IntoIterator<Item = (String, u64)>) -> Vec<(String, u64)> {
    let (others, mut shown): (Vec<_>, Vec<_>) = cells.into_iter().partition(|(name, n)| name == OTHER || *n < MIN_CELL);
    let mut other: u64 = others.iter().map(|(_, n)| n).sum();
    shown.sort_by(|one, two| two.1.cmp(&one.1).then_with(|| one.0.cmp(&two.0)));
    while (1..MIN_CELL).contains(&other) {
        let Some((_, n)) = shown.pop() else { break };
        other += n;
    }
    if other > 0 {
        shown.push((OTHER.to_owned(), other));
    }
    // Fewer than five cases in all say nothing at all.
    if shown.iter().map(|(_, n)| n).sum::<u64>() < MIN_CELL { Vec::new() } else { shown }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cells(counts: &[u64]) -> Vec<(String, u64)> {
        counts.iter().enumerate().map(|(index, n)| (format!("cell {index}"), *n)).collect()
    }

    #[test]
    fn small_cells_join_until_none_can_be_subtracted() {
        let shown = suppress(cells(&[20, 6, 3]));
        assert_eq!(shown, [("cell 0".to_owned(), 20), (OTHER.to_owned(), 9)]);
        assert_eq!(suppress(cells(&[20, 6])), cells(&[20, 6]));
        assert_eq!(suppress(cells(&[2, 1])), []);
        assert_eq!(suppress(cells(&[3, 2])), [(OTHER.to_owned(), 5)]);
    }

    proptest! {
        #[test]
        fn no_shown_cell_is_small(counts in proptest::collection::vec(0_u64..30, 0..12)) {
            let total: u64 = counts.iter().sum();
            let shown = suppress(cells(&counts));
            prop_assert!(shown.iter().all(|(_, n)| *n >= MIN_CELL));
            // The rest of the total is nothing, or all of it.
            let rest = total - shown.iter().map(|(_, n)| n).sum::<u64>();
            prop_assert!(rest == 0 || rest == total && total < MIN_CELL);
        }
    }
}
