//! Cards are the catalogue as a person sees it: what is here, what would run here, and which one Carat would take.

use std::collections::HashSet;

use carat_hub::{
    Advice, Catalogue, CatalogueModel, Download, InstalledModel, LicenceId, Variant as Form, card_of, disk_free,
};

use crate::wire::{Card, CardFile, CatalogueView, Fit, Gpu, Machine, Variant, WireError};

/// What cards are made of.
pub(crate) struct Cards<'a> {
    /// What can be had.
    pub(crate) catalogue: &'a Catalogue,
    /// What is here.
    pub(crate) installed: &'a [InstalledModel],
    /// What is on its way.
    pub(crate) downloads: &'a [Download],
    /// Which terms were accepted.
    pub(crate) accepted: &'a HashSet<LicenceId>,
    /// What would run.
    pub(crate) advice: &'a Advice,
}

impl Cards<'_> {
    /// The whole view. `folder` is where models are kept, `faults` what is wrong with the person's catalogue.
    pub(crate) fn view(&self, folder: &std::path::Path, faults: Vec<WireError>) -> CatalogueView {
        let recommended = self.advice.recommended(self.catalogue).map(|(model, variant)| (&model.id, &variant.id));
        let cards = self.catalogue.models.iter().map(|model| {
            let mut variants: Vec<Variant> = model.variants.iter().map(|form| self.variant(model, form)).collect();
            let best = self.advice.variant(model).map(|(form, _)| &form.id);
            // The one to take comes first; the others stay in the catalogue's order.
            variants.sort_by_key(|variant| Some(&variant.id) != best);
            let licence = model.terms();
            Card {
                id: model.id.clone(),
                name: model.name.clone(),
                family: model.family.clone(),
                role: model.role.into(),
                good_for: model.good_for.into(),
                note: model.note.clone(),
                parameters: model.parameters,
                modalities: model.modalities.iter().map(|modality| (*modality).into()).collect(),
                context: model.context,
                licence: licence.map(|licence| licence.to_string()),
                licence_name: model.licence_name().to_owned(),
                terms_accepted: licence.is_none_or(|licence| self.accepted.contains(&licence)),
                added: Catalogue::embedded().find(&model.id).is_none(),
                recommended: recommended.is_some_and(|(id, _)| *id == model.id),
                variants,
            }
        });
        let machine = &self.advice.machine;
        CatalogueView {
            cards: cards.collect(),
            machine: Machine {
                memory_total: machine.memory_total,
                memory_free: machine.memory_free,
                gpus: machine.gpus.iter().map(Gpu::from).collect(),
                disk_free: disk_free(folder),
            },
            faults,
        }
    }

    fn variant(&self, model: &CatalogueModel, form: &Form) -> Variant {
        let installed = self.installed.iter().find(|installed| {
            installed.card.as_ref().is_some_and(|(card, variant)| *card == model.id && *variant == form.id)
        });
        let download = self
            .downloads
            .iter()
            .find(|download| card_of(&download.wanted.key) == Some((model.id.as_str(), form.id.as_str())));
        Variant {
            id: form.id.clone(),
            quantisation: form.quantisation.clone(),
            quantisation_aware: form.quantisation_aware,
            repo: form.repo.clone(),
            gated: form.gated,
            files: form.files.iter().map(CardFile::from).collect(),
            bytes: form.weights().and_then(|file| file.bytes.or(file.about_bytes)),
            fit: Fit::from(self.advice.fit(model, form)),
            installed: installed.map(|installed| installed.id.clone()),
            download: download.map(|download| download.id.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use carat_hub::{Machine, ReadingSpeed};

    use super::*;
    use crate::wire::FitWord;

    fn advice(free: u64) -> Advice {
        let machine = Machine { memory_total: free, memory_free: free, gpus: Vec::new() };
        Advice { machine, speed: ReadingSpeed { memory: Some(40e9), gpu: None, measured: true }, context: 8192 }
    }

    fn view(free: u64, installed: &[InstalledModel], accepted: &HashSet<LicenceId>) -> CatalogueView {
        let advice = advice(free);
        let catalogue = Catalogue::embedded();
        let cards = Cards { catalogue, installed, downloads: &[], accepted, advice: &advice };
        cards.view(std::path::Path::new("/"), Vec::new())
    }

    #[test]
    fn every_model_has_a_card_and_one_is_recommended() {
        let view = view(16_000_000_000, &[], &HashSet::new());
        assert_eq!(view.cards.len(), Catalogue::embedded().models.len());
        let recommended: Vec<&Card> = view.cards.iter().filter(|card| card.recommended).collect();
        assert_eq!(recommended.len(), 1);
        assert_eq!(recommended[0].variants[0].fit.word, FitWord::RunsWell);
        assert!(view.cards.iter().all(|card| !card.added && !card.variants.is_empty()));
        let large = view.cards.iter().find(|card| card.id == "gemma-4-31b-it").expect("a card");
        assert!(large.variants.iter().all(|variant| variant.fit.word == FitWord::TooLarge));
    }

    #[test]
    fn a_card_knows_what_is_here_and_which_terms_were_accepted() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("gemma-4-E2B_q4_0-it.gguf");
        std::fs::File::create(&path).and_then(|file| file.set_len(3_349_516_256)).expect("made");
        let installed = [InstalledModel::linked(&path).expect("a model")];
        let accepted = HashSet::from([LicenceId::Gemma]);
        let (before, after) = (view(1, &[], &HashSet::new()), view(1, &installed, &accepted));
        let card =
            |view: &CatalogueView, id: &str| view.cards.iter().find(|card| card.id == id).cloned().expect("a card");
        let here: Vec<Option<String>> =
            card(&after, "gemma-4-e2b-it").variants.into_iter().map(|variant| variant.installed).collect();
        assert_eq!(here.iter().flatten().collect::<Vec<_>>(), [&installed[0].id]);
        assert!(card(&before, "gemma-4-e2b-it").terms_accepted, "no terms are needed");
        assert!(!card(&before, "gemma-3-4b-it").terms_accepted && card(&after, "gemma-3-4b-it").terms_accepted);
    }
}
