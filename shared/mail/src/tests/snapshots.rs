//! Snapshots of every mail. `INSTA_UPDATE=always` accepts changes; `make mails` shows them.

use domain::language::Language;

use super::samples::{all, mailer};

fn staff(language: Language) -> [(&'static str, &'static str); 1] {
    [("STAFF_LANGUAGE", language.as_str())]
}

#[test]
fn subject_and_text_in_every_language() {
    for language in Language::ALL {
        for (name, email) in all(&mailer(&staff(language)), language) {
            let said = format!("Subject: {}\n\n{}", email.subject, email.text);
            insta::assert_snapshot!(format!("{}.{}", name.replace(' ', "_"), language.as_str()), said);
        }
    }
}

#[test]
fn html_in_one_language() {
    for (name, email) in all(&mailer(&[]), Language::En) {
        insta::assert_snapshot!(format!("{}.html", name.replace(' ', "_")), email.html);
    }
}
