//! Detects web addresses and messages in names: a client may enter another person's e-mail address, and mail programs
//! turn anything that looks like an address into a link.

/// Digits of a name: `John Smith 3rd` has one. A phone number or an amount has more.
const MAX_DIGITS: usize = 4;
/// Words of a given or of a family name: `María del Carmen de la Cruz` has six.
const MAX_WORDS: usize = 6;

/// Endings that mail programs turn into links, besides those of two letters (countries): the most frequent ones, and
/// those sold cheaply to the public.
const ENDINGS: &str = "com net org info biz mobi name pro tel asia xxx gov edu mil int arpa \
    app dev page web xyz top site online website space store shop club link click live life icu vip win bid loan men \
    work works world today cloud blog news media digital agency email group company solutions services systems network \
    finance money cash credit loans bet casino poker game games chat social academy global one buzz monster cyou rest \
    quest cfd sbs bond lol mom pics zip mov foo ink wiki art fun tech stream download racing review date trade party \
    science faith host press promo deals sale discount gift gifts guru expert zone center direct help support ltd \
    онлайн сайт москва рус дети орг ком";
/// Endings that never follow initials or titles: `j.com` is no name, `J.Page` is.
const NO_NAMES: [&str; 5] = ["com", "net", "org", "info", "biz"];
/// Titles before a name with a dot and, in hurried typing, without a space: `Dr.No`, `St.John`.
const TITLES: [&str; 5] = ["dr", "md", "mr", "ms", "st"];

/// Returns `true` if mail programs would make a link of a part of it. "J.R.R. Tolkien", "St.John" and "M.Sc." are
/// names.
pub(crate) fn holds_web_address(name: &str) -> bool {
    let name: String = name.chars().map(plain).flat_map(char::to_lowercase).collect();
    if name.contains("://") || name.contains("www.") {
        return true;
    }
    let mut rest = name.as_str();
    while let Some(start) = rest.find(is_of_host) {
        let found = &rest[start..];
        let end = found.find(|letter| !is_of_host(letter)).unwrap_or(found.len());
        let (run, behind) = found.split_at(end);
        if is_linked(run, behind) {
            return true;
        }
        rest = behind;
    }
    false
}

/// Returns `true` for a sentence, a phone number or an amount in the place of a name: mail repeats it to an address that
/// the client may have invented.
pub(crate) fn holds_message(name: &str) -> bool {
    let digits = name.chars().filter(|letter| letter.is_numeric()).count();
    digits > MAX_DIGITS || name.split_whitespace().count() > MAX_WORDS
}

/// The text without anything that a chat turns into a link: an invisible character (word joiner) parts each address.
pub fn without_links(text: &str) -> String {
    let mut parted = String::with_capacity(text.len());
    let mut before = ' ';
    for letter in text.chars() {
        parted.push(letter);
        if matches!(plain(letter), '.' | ':' | '/' | '@') && !before.is_whitespace() {
            parted.push('\u{2060}');
        }
        before = letter;
    }
    parted
}

/// Normalises a character as mail programs and browsers do: full-width letters are letters, and every dot is one (UTS
/// #46, 2.3).
fn plain(letter: char) -> char {
    match letter {
        '\u{3002}' | '\u{FF61}' | '\u{2024}' => '.',
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(letter) - 0xFEE0).unwrap_or(letter),
        _ => letter,
    }
}

/// Letters of every script with their diacritics, digits, dots and hyphens.
fn is_of_host(letter: char) -> bool {
    let is_punctuation = matches!(letter, '\u{80}'..='\u{BF}' | '\u{2000}'..='\u{206F}' | '\u{3000}'..='\u{303F}');
    letter.is_alphanumeric()
        || matches!(letter, '.' | '-')
        || (!letter.is_ascii() && !letter.is_whitespace() && !is_punctuation)
}

/// Returns `true` if a run of such letters is linked, possibly with the text behind it.
fn is_linked(run: &str, behind: &str) -> bool {
    let word = run.trim_matches(['.', '-']);
    let Some((host, ending)) = word.rsplit_once('.') else { return false };
    // Figures at the end are a date or a version; a single letter is an initial.
    if ending.chars().count() < 2 || ending.chars().all(|letter| letter.is_ascii_digit()) {
        return false;
    }
    let mut behind = behind.chars();
    let leads_on = run.ends_with(ending)
        && match behind.next() {
            Some('/') => true,
            Some(':' | '?' | '#') => behind.next().is_some_and(char::is_alphanumeric),
            _ => false,
        };
    if leads_on || NO_NAMES.contains(&ending) || ending.starts_with("xn--") {
        return true;
    }
    let is_ending = ending.chars().count() == 2 || ENDINGS.split_ascii_whitespace().any(|known| known == ending);
    is_ending && !host.split('.').all(|part| part.chars().count() <= 1 || TITLES.contains(&part))
}

#[cfg(test)]
mod tests {
    use super::{holds_message, holds_web_address, without_links};

    #[test]
    fn messages_are_no_names() {
        for bad in [
            "Your account is locked. Call +49 900 123456 now",
            "Call 0900 123456",
            "DE89 3704 0044",
            "Win 50000 EUR",
            "٠٩٠٠١",
            "you have won a prize call us",
        ] {
            assert!(holds_message(bad), "{bad}");
        }
        for fine in ["Ada", "John 3rd", "María del Carmen de la Cruz", "Agent 007", "Anna Huber (M.Sc./B.A.)"] {
            assert!(!holds_message(fine), "{fine}");
        }
    }

    #[test]
    fn parted_addresses_are_no_links() {
        for text in ["see https://evil.example/login", "evil.com", "evil.ru/now", "a@evil.com", "evil。com"] {
            let parted = without_links(text);
            assert!(!holds_web_address(&parted) && !parted.contains("://"), "{parted:?}");
            assert_eq!(parted.replace('\u{2060}', ""), text);
        }
        assert_eq!(without_links("Analytical Engines Ltd"), "Analytical Engines Ltd");
    }

    #[test]
    fn names_of_people_are_accepted() {
        for fine in [
            "Ada",
            "J.R.R. Tolkien",
            "J.R.R.Tolkien",
            "St.John",
            "Dr.No",
            "Dr. No",
            "Dr.Li",
            "J.Wu",
            "E.Page",
            "M.Sc.",
            "Anna Huber (M.Sc./B.A.)",
            "Ph.D.",
            "Dipl.-Ing. Huber",
            "Dipl.Ing. Huber",
            "Dr.med. Huber",
            "Dr.rer.nat. Huber",
            "Md.Ali",
            "Martin Luther King Jr.",
            "Анна-Мария",
            "А.С. Пушкин",
            "А.С.Пушкин",
            "Ли И.И.",
            "И.И.Ли",
            "O'Neill",
            "d'Artagnan",
            "Nguyễn",
            "علی\u{200C}رضا",
            "李小龙",
            "José María",
            "María-José y Gómez, S.L.",
            "Catherine/Kate",
            "Henry: 8",
            "Ada\" <ada@clients.example>, \"x",
        ] {
            assert!(!holds_web_address(fine), "{fine}");
        }
    }

    #[test]
    fn linkable_names_are_refused() {
        for bad in [
            "https://evil.example",
            "win at evil.com",
            "WWW.evil.ru",
            "evil.com/now",
            "see evil.xyz!a b.top",
            "Win 500 EUR at bit.ly/free now",
            "evil.co",
            "Evil.Co",
            "evil.com!",
            "evil.com.",
            "evil.com\"",
            "(evil.com)",
            "evil.com's",
            "evil。com",
            "evil．com",
            "ｅｖｉｌ.ｃｏｍ",
            "evil.tv",
            "evil.ai",
            "example.eu",
            "goo.gl/abc",
            "t.co/abc",
            "dr.no/abc",
            "x.com",
            "dr.evil.co",
            "evil.berlin/free",
            "evil.berlin:8080",
            "evil.berlin?free",
            "ada@evil.com",
            "вин.рф",
            "evil.xn--p1ai",
            "xn--mnchen-3ya.de",
            "mu\u{308}nchen.de",
            "e\u{301}vil.co",
            "evil-shop.online",
            "1und1.de",
            "казино.онлайн",
        ] {
            assert!(holds_web_address(bad), "{bad}");
        }
    }
}
