//! Advice is which model Carat would take on this machine, and which form of each.

use std::cmp::Reverse;

use crate::catalogue::{Catalogue, CatalogueModel, FilePart, GoodFor, ModelRole, Variant};
use crate::{Fit, FitWord, Machine, MemoryFormula, Needs, Offer, OfferedFile, ReadingSpeed, SEQUENCES, bits_of};

/// A model that is recommended answers at least this fast, in tokens a second, where the speed is known.
const BRISK: f64 = 8.0;

/// Bits for each weight that are the usual bargain of size and quality.
const BARGAIN: f64 = 4.85;

/// What fits are reckoned with.
#[derive(Debug, Clone, PartialEq)]
pub struct Advice {
    /// The machine.
    pub machine: Machine,
    /// How fast it reads weights.
    pub speed: ReadingSpeed,
    /// The context, in tokens.
    pub context: u32,
}

impl Advice {
    /// How a form of a model would run. A size that is not known is reckoned from its weights and their rounding.
    #[must_use]
    pub fn fit(&self, model: &CatalogueModel, variant: &Variant) -> Fit {
        self.fit_of(model.memory, weights(model, variant), model.active(), model.context)
    }

    /// How a file would run of which only the size is known, and perhaps the model that it is one of.
    #[must_use]
    pub fn fit_of_file(&self, bytes: u64, model: Option<&CatalogueModel>) -> Fit {
        match model {
            Some(model) => self.fit_of(model.memory, bytes, model.active(), model.context),
            None => self.fit_of(MemoryFormula::usual(bytes), bytes, 1.0, u32::MAX),
        }
    }

    /// How each choice of an offer would run, and which one Carat would take: of those that run the best, the one that is
    /// closest to the usual bargain of size and quality.
    #[must_use]
    pub fn fits_of(&self, offer: &Offer, catalogue: &Catalogue) -> (Vec<Option<Fit>>, Option<usize>) {
        let model = catalogue.relative(&offer.repository.to_string());
        let fit =
            |choice: &OfferedFile| (choice.part == FilePart::Weights).then(|| self.fit_of_file(choice.bytes, model));
        let fits: Vec<Option<Fit>> = offer.choices.iter().map(fit).collect();
        let off = |number: usize| {
            let bits = offer.choices[number].quantisation.as_deref().map_or(99.0, bits_of);
            (bits - BARGAIN).abs()
        };
        let known = fits.iter().enumerate().filter_map(|(number, fit)| Some((number, (*fit)?.word)));
        let best = known.min_by(|one, other| one.1.cmp(&other.1).then(off(one.0).total_cmp(&off(other.0))));
        (fits, best.map(|(number, _)| number))
    }

    fn fit_of(&self, memory: MemoryFormula, weights: u64, active: f64, trained: u32) -> Fit {
        let context = self.context.min(trained);
        let needs = Needs { weights, active, memory, context, sequences: SEQUENCES };
        Fit::of(&needs, &self.machine, &self.speed)
    }

    /// The form of a model to take: what runs best, and of those the first in the catalogue that asks for no account.
    #[must_use]
    pub fn variant<'c>(&self, model: &'c CatalogueModel) -> Option<(&'c Variant, Fit)> {
        let fits = model.variants.iter().map(|variant| (variant, self.fit(model, variant)));
        fits.min_by_key(|(variant, fit)| (fit.word, variant.gated))
    }

    /// The model to take: of those that run well and briskly the most capable; else what comes closest. `None` only for a
    /// catalogue without a model that answers and can be had.
    #[must_use]
    pub fn recommended<'c>(&self, catalogue: &'c Catalogue) -> Option<(&'c CatalogueModel, &'c Variant)> {
        let answers = |model: &&CatalogueModel| {
            let is_current = !matches!(model.good_for, GoodFor::Older | GoodFor::Completing);
            model.role == ModelRole::Chat && model.instruction_tuned && is_current
        };
        let candidates = catalogue.models.iter().filter(answers).filter_map(|model| {
            let (variant, fit) = self.variant(model)?;
            (variant.repo.is_some() && !variant.gated).then_some((model, variant, fit))
        });
        let rank = |(model, _, fit): &(&CatalogueModel, &Variant, Fit)| {
            let brisk = fit.tokens_per_second.is_none_or(|pace| pace >= BRISK);
            let class = match (fit.word, brisk) {
                (FitWord::RunsWell, true) => 0,
                (FitWord::RunsWell, false) => 1,
                (FitWord::Tight, _) => 2,
                (FitWord::TooLarge, _) => 3,
            };
            // What runs briskly may be as capable as it gets; of what does not, the smallest does least harm.
            let capable = Reverse(if class == 0 { capability(model) } else { (0, 0) });
            (class, capable, fit.needed)
        };
        candidates.min_by_key(rank).map(|(model, variant, _)| (model, variant))
    }
}

/// How capable a model is among those of the catalogue: its generation counts before its size.
fn capability(model: &CatalogueModel) -> (u64, u64) {
    let generation = model.family.trim_start_matches(|c: char| !c.is_ascii_digit());
    let generation = generation.chars().next().and_then(|digit| digit.to_digit(10)).unwrap_or(0);
    (u64::from(generation), model.parameters)
}

/// Bytes of a variant's weights, known, rounded or reckoned.
fn weights(model: &CatalogueModel, variant: &Variant) -> u64 {
    let known = variant.weights().and_then(|file| file.bytes.or(file.about_bytes));
    #[allow(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "an estimate needs no last digit"
    )]
    known.unwrap_or_else(|| (model.parameters as f64 * bits_of(&variant.quantisation) / 8.0) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GIB: u64 = 1 << 30;

    fn advice(free: u64, reads: f64) -> Advice {
        let machine = Machine { memory_total: free + 2 * GIB, memory_free: free, gpus: Vec::new() };
        Advice { machine, speed: ReadingSpeed { memory: Some(reads), gpu: None, measured: true }, context: 8192 }
    }

    fn recommended(free: u64, reads: f64) -> &'static str {
        let (model, variant) = advice(free, reads).recommended(Catalogue::embedded()).expect("one is recommended");
        assert!(!variant.gated && variant.repo.is_some(), "it can be had without an account");
        &model.id
    }

    #[test]
    fn each_machine_is_recommended_the_most_capable_gemma_that_it_runs_briskly() {
        assert_eq!(recommended(3 * GIB, 20e9), "gemma-3-1b-it");
        assert_eq!(recommended(5 * GIB, 40e9), "gemma-4-e2b-it");
        assert_eq!(recommended(10 * GIB, 40e9), "gemma-4-e4b-it");
        assert_eq!(recommended(14 * GIB, 80e9), "gemma-4-12b-it");
        assert_eq!(recommended(28 * GIB, 60e9), "gemma-4-26b-a4b-it");
        assert_eq!(recommended(60 * GIB, 400e9), "gemma-4-31b-it");
    }

    #[test]
    fn a_machine_that_is_too_small_for_all_is_recommended_the_smallest() {
        assert_eq!(recommended(GIB / 4, 5e9), "gemma-3-270m-it");
    }

    #[test]
    fn a_context_longer_than_the_model_knows_is_not_reckoned_with() {
        let advice = Advice { context: 1 << 20, ..advice(60 * GIB, 60e9) };
        let model = Catalogue::embedded().find("gemma-2-2b-it").expect("it is there");
        assert_eq!(advice.fit(model, &model.variants[0]).context, 8192);
    }
}
