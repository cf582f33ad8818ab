//! A family is a group of models that read conversations in one format.

use carat_engine::Sampling;

/// What a model's file says about the format it wants.
#[derive(Debug, Clone, Default)]
pub struct Traits {
    /// GGUF architecture, such as `gemma3`.
    pub architecture: String,
    /// `general.name` and `general.finetune`, in small letters.
    pub names: Vec<String>,
    /// The model's own chat template.
    pub template: Option<String>,
    /// The text of its token for the beginning, for templates that write it.
    pub bos: String,
    /// The text of its token for the end, likewise.
    pub eos: String,
}

/// How a model's conversations are rendered.
#[derive(Debug, Clone)]
pub enum Family {
    /// Gemma 1, 2, 3 and 3n.
    GemmaTurns,
    /// Gemma 4.
    Gemma4,
    /// Any other, by its own template.
    Template(super::template::Template),
    /// A pretrained model, as a plain transcript.
    Transcript,
}

impl Family {
    /// The family of a model.
    #[must_use]
    pub fn of(traits: &Traits) -> Self {
        let gemma = traits.architecture.starts_with("gemma");
        let template = traits.template.as_deref().filter(|template| !template.trim().is_empty());
        match template {
            // Some converters give pretrained models their instructed siblings' template.
            _ if gemma && traits.is("pt") => Self::Transcript,
            Some(template) if gemma && template.contains("<start_of_turn>") => Self::GemmaTurns,
            Some(template) if gemma && template.contains("<|turn>") => Self::Gemma4,
            Some(template) => Self::Template(super::template::Template {
                source: template.to_owned(),
                bos: traits.bos.clone(),
                eos: traits.eos.clone(),
            }),
            // Early conversions of instructed Gemmas carry no template.
            None if gemma && traits.is("it") && traits.architecture.starts_with("gemma4") => Self::Gemma4,
            None if gemma && traits.is("it") => Self::GemmaTurns,
            None => Self::Transcript,
        }
    }

    /// Whether its models were taught to answer.
    #[must_use]
    pub fn instructed(&self) -> bool {
        !matches!(self, Self::Transcript)
    }

    /// Whether its models can think before they answer.
    #[must_use]
    pub fn thinks(&self) -> bool {
        match self {
            Self::Gemma4 => true,
            Self::Template(template) => template.source.contains("enable_thinking"),
            Self::GemmaTurns | Self::Transcript => false,
        }
    }

    /// The family's sampling.
    #[must_use]
    pub fn sampling(&self) -> Sampling {
        match self {
            // The model cards'.
            Self::GemmaTurns | Self::Gemma4 => Sampling::default(),
            // What most other cards ask for.
            Self::Template(_) => Sampling { temperature: 0.7, top_k: 40, ..Sampling::default() },
            Self::Transcript => Sampling { temperature: 0.3, top_k: 40, repeat_penalty: 1.1, ..Sampling::default() },
        }
    }
}

impl Traits {
    /// Whether a name has this word, as in `gemma-3-270m-it`.
    fn is(&self, word: &str) -> bool {
        self.names
            .iter()
            .any(|name| name.split(|c: char| !c.is_alphanumeric()).any(|part| part.eq_ignore_ascii_case(word)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn family(architecture: &str, name: &str, template: Option<&str>) -> Family {
        Family::of(&Traits {
            architecture: architecture.into(),
            names: vec![name.into()],
            template: template.map(Into::into),
            ..Traits::default()
        })
    }

    #[test]
    fn the_template_tells_the_generation() {
        assert!(matches!(family("gemma3", "Gemma 3 1b It", Some("{{ '<start_of_turn>' }}")), Family::GemmaTurns));
        assert!(matches!(family("gemma4", "Gemma 4 E2B", Some("{{ '<|turn>' }}")), Family::Gemma4));
        assert!(matches!(family("llama", "Some", Some("{{ messages }}")), Family::Template(_)));
    }

    #[test]
    fn a_model_without_a_template_is_pretrained_unless_its_name_says_otherwise() {
        assert!(matches!(family("gemma3", "Gemma 3 270m", None), Family::Transcript));
        assert!(matches!(family("gemma", "gemma-1.1-2b-it", None), Family::GemmaTurns));
        assert!(matches!(family("gemma4", "gemma-4-E2B-it", None), Family::Gemma4));
        assert!(matches!(family("gemma3", "gemma-3-270m-pt", Some("<start_of_turn>")), Family::Transcript));
        assert!(matches!(family("llama", "Some", Some("  ")), Family::Transcript), "an empty template is none");
    }
}
