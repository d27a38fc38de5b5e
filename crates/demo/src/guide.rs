//! What the terminal says.

use repairbot::texts::Lang;
use telegram_sim::Sim;

use crate::{Folder, Options, script::Script};

/// One block: the address, who is who, what to try.
pub fn text(script: &Script, options: &Options, (sim, folder): (&Sim, &Folder)) -> String {
    let (lang, guide) = (options.language, &script.guide);
    let address = sim.chat_url();
    let mut lines = vec![
        String::new(),
        format!("  {}", guide.title.of(lang)),
        String::new(),
        format!("  {} {address}", guide.open.of(lang)),
    ];
    if options.port != 0 && !address.ends_with(&format!(":{}/", options.port)) {
        lines.push(format!("  {}", guide.taken.of(lang)));
    }
    lines.extend([String::new(), format!("  {}", guide.people.of(lang))]);
    lines.extend(people(script, lang));
    lines.extend([String::new(), format!("  {}", guide.r#try.of(lang))]);
    lines.extend((1..).zip(guide.steps.of(lang)).map(|(number, step)| format!("    {number}. {step}")));
    lines.push(String::new());
    lines.push(match folder {
        Folder::Kept(path) => format!("  {} {}", guide.kept.of(lang), path.display()),
        Folder::Temporary(_) => format!("  {}", guide.temporary.of(lang)),
    });
    lines.extend([format!("  {}", guide.stop.of(lang)), String::new()]);
    lines.join("\n")
}

fn people(script: &Script, lang: Lang) -> impl Iterator<Item = String> {
    let shown = || script.people.iter().filter_map(|person| Some((&person.name, person.about.as_ref()?)));
    let widest = shown().map(|(name, _)| name.of(lang).chars().count()).max().unwrap_or(0);
    shown().map(move |(name, about)| format!("    {:widest$}  {}", name.of(lang), about.of(lang)))
}
