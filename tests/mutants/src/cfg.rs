//! Which code is on: what `rustc --print cfg` says, and all features.

use std::collections::BTreeSet;
use std::process::Command;

use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, ExprLit, Lit, Meta, Token};

use crate::values::shown;

/// The compiler's conditions.
#[derive(Debug)]
pub struct Cfg {
    set: BTreeSet<String>,
}

impl Cfg {
    /// Asks the compiler.
    pub fn ask() -> std::io::Result<Self> {
        let printed = Command::new("rustc").args(["--print", "cfg"]).output()?.stdout;
        let set = String::from_utf8_lossy(&printed).lines().map(str::to_owned).collect();
        Ok(Self { set })
    }

    /// Returns whether code with these attributes is compiled, and is not a test.
    pub fn is_on(&self, attributes: &[Attribute]) -> bool {
        attributes.iter().all(|attribute| {
            if attribute.path().is_ident("test") {
                return false;
            }
            !attribute.path().is_ident("cfg")
                || attribute.parse_args::<Meta>().map_or(true, |meta| self.holds(&meta))
        })
    }

    fn holds(&self, meta: &Meta) -> bool {
        match meta {
            Meta::Path(path) => self.set.contains(&shown(path)),
            Meta::NameValue(pair) => {
                let Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) = &pair.value else { return false };
                pair.path.is_ident("feature")
                    || self.set.contains(&format!("{}={:?}", shown(&pair.path), text.value()))
            }
            Meta::List(list) => {
                let Ok(all) = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated) else {
                    return false;
                };
                match shown(&list.path).as_str() {
                    "all" => all.iter().all(|one| self.holds(one)),
                    "any" => all.iter().any(|one| self.holds(one)),
                    "not" => !all.iter().all(|one| self.holds(one)),
                    _ => false,
                }
            }
        }
    }
}
