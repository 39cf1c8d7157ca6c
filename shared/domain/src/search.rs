//! Words by which a booking is found: of the client's name and company, in a form in which "Müller", "Mueller" and
//! "MULLER" are one word. A part of a word becomes the same part of its form, so that a search finds beginnings.

use icu_normalizer::{DecomposingNormalizerBorrowed, properties::CanonicalCombiningClassMapBorrowed};

use crate::contact::Client;

/// Words of a booking that are stored for the search.
const MAX_WORDS: usize = 4;
/// Letters of a word that are stored.
const MAX_LETTERS: usize = 24;
/// Letters that a word has at least, and a search.
pub const MIN_LETTERS: usize = 2;
/// Parts of company names that find too much.
const LEGAL_FORMS: [&str; 22] = [
    "ab", "ag", "and", "bv", "co", "corp", "gbr", "gmbh", "inc", "kg", "kgaa", "limited", "llc", "llp", "ltd", "mbh",
    "plc", "se", "ug", "und", "ао", "ооо",
];

/// Returns the words of a text, in their normal form.
pub fn words(text: &str) -> Vec<String> {
    let lower = DecomposingNormalizerBorrowed::new_nfkd().normalize(text).to_lowercase();
    let classes = CanonicalCombiningClassMapBorrowed::new();
    // An apostrophe is part of a name, and typed in many ways.
    let letters =
        lower.chars().filter(|letter| classes.get_u8(*letter) == 0 && !matches!(letter, '\'' | '’' | 'ʼ' | '`'));
    let text: String = letters.collect();
    text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).map(normal).collect()
}

/// Returns a letter without its diacritics, in its own case.
pub fn without_marks(letter: char) -> Vec<char> {
    let classes = CanonicalCombiningClassMapBorrowed::new();
    let mut buffer = [0; 4];
    let plain = DecomposingNormalizerBorrowed::new_nfkd().normalize(letter.encode_utf8(&mut buffer)).into_owned();
    plain.chars().filter(|letter| classes.get_u8(*letter) == 0).collect()
}

/// Writes the spellings of one sound as one: `ß` as `ss`, `ae` as `a`, `oe` as `o`, `ue` as `u`. `ё` has lost its marks.
fn normal(word: &str) -> String {
    let mut form = String::with_capacity(word.len());
    let mut letters = word.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            'ß' => form.push_str("ss"),
            'a' | 'o' | 'u' => {
                form.push(letter);
                letters.next_if_eq(&'e');
            }
            letter => form.push(letter),
        }
    }
    form.chars().take(MAX_LETTERS).collect()
}

/// Whether bookings are found by such a word, in its normal form.
pub fn is_stored(word: &str) -> bool {
    word.chars().count() >= MIN_LETTERS && !LEGAL_FORMS.contains(&word)
}

/// Returns the words to store for a booking: those of the name first, then those of the company, the longest of each
/// first; at most four.
pub fn words_of(client: &Client) -> Vec<String> {
    let company = client.company.as_deref().unwrap_or_default();
    let mut found: Vec<String> = Vec::new();
    for text in [client.last_name.as_str(), &client.first_name, company] {
        let mut words = words(text);
        words.retain(|word| is_stored(word));
        words.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
        for word in words {
            if found.len() < MAX_WORDS && !found.contains(&word) {
                found.push(word);
            }
        }
    }
    found
}

/// Returns `true` if each searched word (in its normal form) begins a word of a text.
pub fn is_found(text: &str, searched: &[String]) -> bool {
    let there = words(text);
    searched.iter().all(|word| there.iter().any(|found| found.starts_with(word.as_str())))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn client(first: &str, last: &str, company: &str) -> Client {
        let client = json!({"firstName": first, "lastName": last, "company": company, "email": "a@clients.example"});
        serde_json::from_value(client).unwrap()
    }

    #[test]
    fn spellings_of_one_name_are_equal() {
        for (one, other) in [
            ("Müller", "MUELLER"),
            ("Müller", "Muller"),
            ("Groß", "gross"),
            ("Королёв", "королев"),
            ("O'Brien", "o’brien"),
            ("Ｆｕｌｌ", "full"),
            ("Žižek", "zizek"),
        ] {
            assert_eq!(words(one), words(other), "{one}");
        }
        assert_eq!(words(" Jean-Luc  d'Été (Acme, Inc.) "), ["jean", "luc", "dete", "acme", "inc"]);
        assert_eq!(words(""), [""; 0]);
    }

    #[test]
    fn stored_words_prefer_the_name() {
        let stored = |first, last, company| words_of(&client(first, last, company));
        assert_eq!(
            stored("Ada", "Lovelace", "Analytical Engines GmbH & Co. KG"),
            ["lovelace", "ada", "analytical", "engines"]
        );
        assert_eq!(stored("Ada", "Lovelace", "ООО Ада"), ["lovelace", "ada", "ада"]);
        assert_eq!(stored("Li", "Li", "Li AG"), ["li"], "each once");
        assert_eq!(stored("a", "b", ""), [""; 0]);
    }

    #[test]
    fn hits_are_checked_by_all_words() {
        let found = |text| is_found("Ada Lovelace Analytical Engines", &words(text));
        assert!(found("love") && found("LOVE ada") && found("eng anal"));
        assert!(!found("lace") && !found("love ben"));
    }

    proptest! {
        #[test]
        fn beginning_of_a_word_stays_one(word in "[A-Za-zäöüßéŁё]{1,30}", letters in 1_usize..30) {
            let beginning: String = word.chars().take(letters).collect();
            let (whole, part) = (words(&word), words(&beginning));
            prop_assert!(whole[0].starts_with(&part[0]), "{} of {}", part[0], whole[0]);
        }
    }
}
