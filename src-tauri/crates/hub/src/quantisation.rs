//! A quantisation is how a model's weights are rounded. Files tell it in their names, in many spellings.

/// The names in use, those that contain others first.
const NAMES: &[&str] = &[
    "Q2_K_XL",
    "Q3_K_XL",
    "Q4_K_XL",
    "Q5_K_XL",
    "Q6_K_XL",
    "Q8_K_XL",
    "Q2_K_S",
    "Q2_K_L",
    "Q3_K_S",
    "Q3_K_M",
    "Q3_K_L",
    "Q4_K_S",
    "Q4_K_M",
    "Q4_K_L",
    "Q5_K_S",
    "Q5_K_M",
    "Q5_K_L",
    "Q6_K_L",
    "Q2_K",
    "Q3_K",
    "Q4_K",
    "Q5_K",
    "Q6_K",
    "Q8_K",
    "IQ1_S",
    "IQ1_M",
    "IQ2_XXS",
    "IQ2_XS",
    "IQ2_S",
    "IQ2_M",
    "IQ3_XXS",
    "IQ3_XS",
    "IQ3_S",
    "IQ3_M",
    "IQ4_XS",
    "IQ4_NL",
    "TQ1_0",
    "TQ2_0",
    "MXFP4_MOE",
    "MXFP4",
    "Q4_0",
    "Q4_1",
    "Q5_0",
    "Q5_1",
    "Q8_0",
    "BF16",
    "F16",
    "F32",
];

/// The quantisation that a file's name tells, in the usual spelling.
#[must_use]
pub fn quantisation_of(file: &str) -> Option<String> {
    let name = file.rsplit('/').next().unwrap_or(file).to_ascii_uppercase();
    let found = NAMES.iter().find_map(|known| position(&name, known).map(|at| (at, *known)));
    found.map(|(at, known)| if name[..at].ends_with("UD-") { format!("UD-{known}") } else { known.to_owned() })
}

/// Where a name stands as a word of its own.
fn position(text: &str, word: &str) -> Option<usize> {
    let is_edge = |c: Option<char>| c.is_none_or(|c| !c.is_ascii_alphanumeric());
    text.match_indices(word)
        .find(|(at, _)| is_edge(text[..*at].chars().next_back()) && is_edge(text[at + word.len()..].chars().next()))
        .map(|(at, _)| at)
}

/// How much of a model is left of it, from the bits of a weight: the larger the closer to the original.
#[must_use]
pub fn bits_of(quantisation: &str) -> f64 {
    let name = quantisation.trim_start_matches("UD-");
    match name {
        "F32" => 32.0,
        "BF16" | "F16" => 16.0,
        _ if name.starts_with("MXFP4") => 4.25,
        _ => {
            let digit = name.chars().find(char::is_ascii_digit).and_then(|digit| digit.to_digit(10)).unwrap_or(4);
            // A block's scale takes about half a bit for each weight; mixtures take a little more.
            f64::from(digit)
                + if name.ends_with("_M") || name.ends_with("_XL") || name.ends_with("_L") { 0.85 } else { 0.5 }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_their_quantisation_in_every_spelling() {
        for (file, expected) in [
            ("gemma-3-4b-it-Q4_K_M.gguf", Some("Q4_K_M")),
            ("gemma-2b.Q4_K_M.gguf", Some("Q4_K_M")),
            ("gemma-4-E2B_q4_0-it.gguf", Some("Q4_0")),
            ("sub/gemma-4-12B-it-qat-UD-Q4_K_XL.gguf", Some("UD-Q4_K_XL")),
            ("model-iq4_xs-00001-of-00002.gguf", Some("IQ4_XS")),
            ("mmproj-BF16.gguf", Some("BF16")),
            ("mmproj-model-f16.gguf", Some("F16")),
            ("gemma-3-270m.gguf", None),
            ("模型-Q8_0.gguf", Some("Q8_0")),
            ("XQ8_0Y.gguf", None),
        ] {
            assert_eq!(quantisation_of(file).as_deref(), expected, "{file}");
        }
    }

    #[test]
    fn more_bits_are_closer_to_the_original() {
        let order = ["Q2_K", "Q3_K_M", "Q4_0", "Q4_K_M", "Q5_K_M", "Q6_K", "Q8_0", "BF16", "F32"];
        assert!(order.is_sorted_by(|less, more| bits_of(less) < bits_of(more)));
    }
}
