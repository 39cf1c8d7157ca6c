//! The id of a new consultant, from their name.

use crate::ids::ConsultantId;

/// Latin letters for others: German umlauts as Germans spell them, Cyrillic by the passports' rule (ICAO 9303), and the
/// diacritics of the other European languages.
const LETTERS: &[(&str, &str)] = &[
    ("äæ", "ae"),
    ("öœ", "oe"),
    ("ü", "ue"),
    ("ß", "ss"),
    ("àáâãåāăąа", "a"),
    ("б", "b"),
    ("çćčċ", "c"),
    ("ďđðд", "d"),
    ("èéêëēėęěеёэ", "e"),
    ("ф", "f"),
    ("ğġģг", "g"),
    ("ìíîïīįıий", "i"),
    ("ķк", "k"),
    ("ļľłл", "l"),
    ("м", "m"),
    ("ñńņňн", "n"),
    ("òóôõøōőо", "o"),
    ("п", "p"),
    ("ŕřр", "r"),
    ("śşšșс", "s"),
    ("ţťțт", "t"),
    ("þ", "th"),
    ("ùúûūůűųу", "u"),
    ("в", "v"),
    ("ýÿы", "y"),
    ("źżžз", "z"),
    ("ж", "zh"),
    ("х", "kh"),
    ("ц", "ts"),
    ("ч", "ch"),
    ("ш", "sh"),
    ("щ", "shch"),
    ("ъ", "ie"),
    ("ь", ""),
    ("ю", "iu"),
    ("я", "ia"),
];
/// Leaves room for a number behind it.
const MAX_LENGTH: usize = 56;
/// For a name without any letter above.
const NAMELESS: &str = "consultant";

/// Returns an id made of the name that none of the others has: `anna-schmidt`, `anna-schmidt-2`, …
pub fn id_of_name(first_name: &str, last_name: &str, is_taken: impl Fn(&ConsultantId) -> bool) -> ConsultantId {
    let name = slug(&format!("{first_name} {last_name}"));
    let mut number = 1;
    loop {
        let numbered = if number == 1 { name.clone() } else { format!("{name}-{number}") };
        match ConsultantId::parse(&numbered) {
            Ok(id) if !is_taken(&id) => return id,
            _ => number += 1,
        }
    }
}

fn slug(name: &str) -> String {
    let mut slug = String::new();
    for letter in name.chars().flat_map(char::to_lowercase) {
        let latin = LETTERS.iter().find(|(letters, _)| letters.contains(letter)).map(|(_, latin)| *latin);
        match latin {
            Some(latin) => slug.push_str(latin),
            None if letter.is_ascii_alphanumeric() => slug.push(letter),
            // The dot of a lower-cased capital I of Turkish, and accents that are letters of their own.
            None if matches!(letter, '\u{300}'..='\u{36F}' | '\'' | '’') => {}
            None if !slug.is_empty() && !slug.ends_with('-') => slug.push('-'),
            None => {}
        }
    }
    slug.truncate(MAX_LENGTH);
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { NAMELESS.to_owned() } else { slug.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(first: &str, last: &str, taken: &[&str]) -> String {
        id_of_name(first, last, |id| taken.contains(&id.as_str())).to_string()
    }

    #[test]
    fn id_spells_the_name_in_latin() {
        assert_eq!(id("Anna", "Schmidt", &[]), "anna-schmidt");
        assert_eq!(id("Jürgen", "Groß-Weiß", &[]), "juergen-gross-weiss");
        assert_eq!(id("Ольга", "Щербакова", &[]), "olga-shcherbakova");
        assert_eq!(id("Zoë", "O’Connor", &[]), "zoe-oconnor");
        assert_eq!(id("李", "小龍", &[]), "consultant");
        assert_eq!(id("Any", "", &[]), "any-2", "`any` is reserved");
    }

    #[test]
    fn taken_ids_get_a_number() {
        assert_eq!(id("Anna", "Schmidt", &["anna-schmidt", "anna-schmidt-2"]), "anna-schmidt-3");
        let long = id(&"a".repeat(100), &"b".repeat(100), &[&"a".repeat(56)]);
        assert_eq!(long, format!("{}-2", "a".repeat(56)));
    }
}
