//! Texts of problems in the pages' languages. As in gettext, the English text in the code is the key: a new text needs
//! a new row here, and stays English until it has one.

mod faults;
mod problems;

use std::borrow::Cow;

use domain::language::Language;

/// A text in English, German and Russian. `{}` is a placeholder; the order is the same in all languages.
type Row = [&'static str; 3];

/// Translates a text; without a translation it stays English.
pub(crate) fn translated(english: &str, language: Language) -> Cow<'_, str> {
    let column = match language {
        Language::En | Language::Unknown => return Cow::Borrowed(english),
        Language::De => 1,
        Language::Ru => 2,
    };
    let rows = || problems::ROWS.iter().chain(faults::ROWS);
    // An exact match precedes patterns that fit as well.
    if let Some(row) = rows().find(|row| row[0] == english) {
        return Cow::Borrowed(row[column]);
    }
    let filled = rows().find_map(|row| Some(fill(row[column], &differing(row[0], english)?)));
    filled.map_or(Cow::Borrowed(english), Cow::Owned)
}

/// The placeholder values of a text that fits a pattern.
fn differing<'t>(pattern: &str, text: &'t str) -> Option<Vec<&'t str>> {
    let mut parts = pattern.split("{}");
    let mut rest = text.strip_prefix(parts.next()?)?;
    let mut found = Vec::new();
    for part in parts {
        let end = if part.is_empty() { rest.len() } else { rest.find(part)? };
        found.push(&rest[..end]);
        rest = &rest[end + part.len()..];
    }
    (rest.is_empty() && !found.is_empty()).then_some(found)
}

fn fill(pattern: &str, values: &[&str]) -> String {
    let mut values = values.iter();
    let mut filled = String::with_capacity(pattern.len());
    for (index, part) in pattern.split("{}").enumerate() {
        if index > 0 {
            filled.push_str(values.next().copied().unwrap_or_default());
        }
        filled.push_str(part);
    }
    filled
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn placeholders_are_filled() {
        let german = |english| translated(english, Language::De).into_owned();
        assert_eq!(german("must be a whole number from 5 to 480"), "muss eine ganze Zahl von 5 bis 480 sein");
        assert_eq!(german("`firstName` is required"), "`firstName` fehlt");
        assert_eq!(german("`phone` is required for a phone meeting"), "`phone` wird für ein Telefongespräch gebraucht");
        assert_eq!(german("no such text"), "no such text");
        assert_eq!(translated("Busy", Language::En), "Busy");
    }

    #[test]
    fn rows_are_unique_with_equal_placeholders() {
        let rows: Vec<&Row> = problems::ROWS.iter().chain(faults::ROWS).collect();
        let keys: BTreeSet<&str> = rows.iter().map(|row| row[0]).collect();
        assert_eq!(keys.len(), rows.len());
        for row in rows {
            let gaps = row.map(|text| text.matches("{}").count());
            assert!(gaps.iter().all(|count| *count == gaps[0]), "{row:?}");
            assert!(row.iter().all(|text| !text.trim().is_empty()), "{row:?}");
        }
    }
}
