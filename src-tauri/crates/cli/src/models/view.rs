//! Looking: what is here, what can be had and how it would run, and where a model lies.

use carat_hub::{Fit, FitReason, FitWord, InstalledModel, Origin};
use serde_json::{Value, json};

use super::Here;
use crate::args::ListArgs;
use crate::exit::{Exit, Failure};
use crate::output::{Output, printed, say};

/// Lists models: those here, or with `--all` the whole catalogue with how each would run.
pub(super) fn list(here: &Here, args: &ListArgs, output: &mut Output) -> Result<Exit, Failure> {
    let library = here.library();
    let (catalogue, faults) = here.places.full_catalogue();
    faults.iter().for_each(|fault| say(&fault.to_string()));
    let installed = library.list()?;
    for model in &installed {
        printed(output.event("model", &installed_json(model)))?;
    }
    if !args.all {
        let lines = installed.iter().map(|model| {
            vec![model.id.clone(), model.name.clone(), megabytes(model.bytes), origin(model.origin).to_owned()]
        });
        printed(output.plain(&table(lines.collect())))?;
        if installed.is_empty() {
            say("there is no model on this machine yet; `carat models list --all` shows those that can be had");
        }
        return Ok(Exit::Answered);
    }
    let advice = here.advice();
    let recommended = advice.recommended(&catalogue).map(|(model, _)| model.id.clone());
    let mut lines = Vec::new();
    for model in &catalogue.models {
        let Some((variant, fit)) = advice.variant(model) else { continue };
        let here = installed.iter().any(|known| known.card.as_ref().is_some_and(|(card, _)| *card == model.id));
        let is_recommended = recommended.as_ref() == Some(&model.id);
        let fields = json!({
            "id": model.id, "name": model.name, "family": model.family, "role": model.role, "licence": model.licence,
            "context": model.context, "modalities": model.modalities, "installed": here, "recommended": is_recommended,
            "variant": variant.id, "variants": model.variants, "fit": fit,
        });
        printed(output.event("card", &fields))?;
        let size =
            variant.weights().and_then(|file| file.bytes.or(file.about_bytes)).map_or_else(String::new, megabytes);
        let mut words = fit_words(&fit);
        if here {
            words.push_str("; on this machine");
        }
        if is_recommended {
            words.push_str("; recommended");
        }
        lines.push(vec![model.id.clone(), model.name.clone(), size, words]);
    }
    printed(output.plain(&table(lines)))?;
    Ok(Exit::Answered)
}

/// Shows one model: of this machine, or of the catalogue.
pub(super) fn show(here: &Here, name: &str, output: &mut Output) -> Result<Exit, Failure> {
    let (catalogue, _) = here.places.full_catalogue();
    if let Some(model) = catalogue.find(name) {
        let advice = here.advice();
        printed(output.event("card", model))?;
        let mut text = format!(
            "{}\n{} weights, {} tokens of context, {}\n",
            model.name,
            model.parameters,
            model.context,
            model.licence_name()
        );
        for variant in &model.variants {
            let fit = advice.fit(model, variant);
            printed(output.event("variant", &json!({ "id": variant.id, "fit": fit, "variant": variant })))?;
            let size =
                variant.weights().and_then(|file| file.bytes.or(file.about_bytes)).map_or_else(String::new, megabytes);
            let repo = variant.repo.as_deref().unwrap_or("comes with Carat");
            let gated = if variant.gated { ", needs an account" } else { "" };
            text.push_str(&format!(
                "  {}/{}  {}  {size}  {repo}{gated}: {}\n",
                model.id,
                variant.id,
                variant.quantisation,
                fit_words(&fit)
            ));
        }
        printed(output.plain(&text))?;
        return Ok(Exit::Answered);
    }
    let model = here.library().find(name)?;
    printed(output.event("model", &installed_json(&model)))?;
    let checked = here.places.checked();
    let verified = match (checked.hash_of(&model.path), &model.sha256) {
        (Some(hash), Some(expected)) if hash == expected => "verified",
        (Some(_), Some(_)) => "differs from what it should be",
        _ => "not verified yet",
    };
    let lines = [
        model.name.clone(),
        format!("  {}", model.path.display()),
        format!("  {}, {}, {verified}", megabytes(model.bytes), origin(model.origin)),
        String::new(),
    ];
    printed(output.plain(&lines.join("\n")))?;
    Ok(Exit::Answered)
}

/// Prints where a model lies, or Carat's folder of models.
pub(super) fn place(here: &Here, name: Option<&str>, output: &mut Output) -> Result<Exit, Failure> {
    let path = match name {
        None => here.places.models(),
        Some(name) => here.library().find(name)?.path,
    };
    printed(output.event("path", &json!({ "path": path })))?;
    printed(output.plain(&format!("{}\n", path.display())))?;
    Ok(Exit::Answered)
}

pub(super) fn installed_json(model: &InstalledModel) -> Value {
    json!({
        "id": model.id, "name": model.name, "path": model.path, "bytes": model.bytes, "origin": origin(model.origin),
        "owned": model.origin.is_owned(), "quantisation": model.quantisation, "licence": model.licence,
        "card": model.card.as_ref().map(|(card, _)| card), "sha256": model.sha256,
    })
}

fn origin(origin: Origin) -> &'static str {
    match origin {
        Origin::Starter => "came with Carat",
        Origin::Own => "Carat's folder",
        Origin::Linked => "linked",
        Origin::HubCache => "hub cache",
        Origin::LmStudio => "LM Studio",
        Origin::Ollama => "Ollama",
    }
}

/// How a model would run, in words.
fn fit_words(fit: &Fit) -> String {
    let pace = match fit.tokens_per_second {
        Some(pace) if pace >= 1.0 => format!(", about {pace:.0} tokens a second"),
        Some(_) => ", less than a token a second".to_owned(),
        None => String::new(),
    };
    let word = match fit.word {
        FitWord::RunsWell => "runs well",
        FitWord::Tight => "tight",
        FitWord::TooLarge => "too large",
    };
    let why = match fit.why {
        FitReason::InGpu | FitReason::InMemory => String::new(),
        FitReason::LittleSpare => ": leaves little memory".to_owned(),
        FitReason::PartlyInGpu => ": only a part fits the graphics memory".to_owned(),
        FitReason::Slow => ": slower than one reads".to_owned(),
        FitReason::CloseOthers => format!(": needs {}, {} are free", megabytes(fit.needed), megabytes(fit.free)),
        FitReason::MoreThanMachine => {
            format!(": needs {}, this machine has {}", megabytes(fit.needed), megabytes(fit.total))
        }
    };
    format!("{word}{pace}{why}")
}

pub(super) fn megabytes(bytes: u64) -> String {
    format!("{} MB", bytes.div_ceil(1_000_000))
}

/// Lines with their columns below each other.
fn table(lines: Vec<Vec<String>>) -> String {
    let width = |column: usize| {
        lines.iter().filter_map(|line| line.get(column)).map(|text| text.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..lines.first().map_or(0, Vec::len)).map(width).collect();
    let mut text = String::new();
    for line in &lines {
        let padded: Vec<String> = line.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        text.push_str(padded.join("  ").trim_end());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_below_each_other_and_lines_end_without_spaces() {
        let line = |cells: [&str; 2]| cells.map(str::to_owned).to_vec();
        assert_eq!(table(vec![line(["a", "x"]), line(["long", ""])]), "a     x\nlong\n");
        assert_eq!(table(Vec::new()), "");
    }

    #[test]
    fn a_fit_says_its_word_its_pace_and_why() {
        let fit = Fit {
            word: FitWord::RunsWell,
            why: FitReason::InMemory,
            tokens_per_second: Some(18.4),
            speed_measured: true,
            needed: 1,
            free: 2,
            total: 3,
            context: 8192,
        };
        assert_eq!(fit_words(&fit), "runs well, about 18 tokens a second");
        let large = Fit {
            word: FitWord::TooLarge,
            why: FitReason::MoreThanMachine,
            tokens_per_second: None,
            needed: 20_000_000_000,
            total: 8_000_000_000,
            ..fit
        };
        assert_eq!(fit_words(&large), "too large: needs 20000 MB, this machine has 8000 MB");
    }
}
