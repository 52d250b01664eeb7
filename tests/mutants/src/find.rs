//! Finds the mutants of a file: those of cargo-mutants 27, without deleted fields of structs and without `const` code.

use std::ops::Range;

use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{BinOp, Block, Expr, Pat, Signature, UnOp};

use crate::cfg::Cfg;
use crate::values::{self, Values, ends_with, shown};
use crate::weave::{Edit, SWITCH, is_on};

/// One mutant.
#[derive(Debug, Clone)]
pub struct Mutant {
    /// The file, from `src` on.
    pub file: String,
    pub line: usize,
    /// What is done where, as cargo-mutants says it.
    pub what: String,
    /// Which of several that are called the same.
    pub nth: usize,
}

impl Mutant {
    /// What stays the same when lines move.
    pub fn key(&self) -> String {
        format!("{}\t{}\t{}", self.file, self.what, self.nth)
    }
}

/// Finds all in one file: its mutants are numbered from the list's end on.
pub struct Finder<'c> {
    pub cfg: &'c Cfg,
    pub source: &'c str,
    pub file: String,
    pub mutants: &'c mut Vec<Mutant>,
    pub edits: Vec<Edit>,
    /// The modules in other files, without those that are off.
    pub modules: Vec<String>,
    names: Vec<String>,
    depth: usize,
}

impl<'c> Finder<'c> {
    pub fn new(cfg: &'c Cfg, source: &'c str, file: String, mutants: &'c mut Vec<Mutant>) -> Self {
        Self {
            cfg,
            source,
            file,
            mutants,
            edits: Vec::new(),
            modules: Vec::new(),
            names: Vec::new(),
            depth: 0,
        }
    }

    fn add(&mut self, at: &impl Spanned, what: &str) -> usize {
        let what = if self.names.is_empty() {
            what.to_owned()
        } else {
            format!("{what} in {}", self.names.join("::"))
        };
        self.push(at, what)
    }

    fn push(&mut self, at: &impl Spanned, what: String) -> usize {
        let nth = self.mutants.iter().rev().filter(|one| one.file == self.file && one.what == what).count();
        self.mutants.push(Mutant { file: self.file.clone(), line: at.span().start().line, what, nth });
        self.mutants.len() - 1
    }

    fn text(&self, at: &impl Spanned) -> &'c str {
        &self.source[range(at)]
    }

    fn function(&mut self, sig: &Signature, block: &Block, inside: impl FnOnce(&mut Self)) {
        if sig.constness.is_some() || sig.unsafety.is_some() || block.stmts.is_empty() {
            return;
        }
        self.names.push(sig.ident.to_string());
        let name = self.names.join("::");
        let braces = range(&block.brace_token.span.join());
        let body = self.source[braces.start + 1..braces.end - 1].split_whitespace().collect::<String>();
        let returned = match &sig.output {
            syn::ReturnType::Default => String::new(),
            syn::ReturnType::Type(_, ty) => format!(" -> {}", shown(ty)),
        };
        match values::of_return(&sig.output) {
            Values::Of(all) => {
                let mut parts = Vec::new();
                for value in all {
                    if value.split_whitespace().collect::<String>() == body {
                        continue;
                    }
                    let value_shown =
                        values::shown(&value.parse::<proc_macro2::TokenStream>().unwrap_or_default());
                    let number =
                        self.push(&sig.ident, format!("replace {name}{returned} with {value_shown}"));
                    parts.push((Some(number), format!(" if {} {{ return {value}; }} ", is_on(number))));
                }
                self.edits.push(Edit::Insert { at: braces.start + 1, parts });
            }
            Values::NoItems if !body.contains("return") => {
                let number = self.push(&sig.ident, format!("replace {name}{returned} with iter::empty()"));
                let open = vec![(Some(number), format!(" {SWITCH}::none_if({}, {{ ", number + 8))];
                self.edits.push(Edit::Insert { at: braces.start + 1, parts: open });
                self.edits.push(Edit::Insert {
                    at: braces.end - 1,
                    parts: vec![(Some(number), " }) ".to_owned())],
                });
            }
            Values::NoItems => {}
        }
        self.depth += 1;
        inside(self);
        self.depth -= 1;
        self.names.pop();
    }
}

pub fn range(at: &impl Spanned) -> Range<usize> {
    at.span().byte_range()
}

/// Whether a condition binds names, which hold only in the condition's own place.
fn binds(condition: &Expr) -> bool {
    match condition {
        Expr::Let(_) => true,
        Expr::Binary(both) => matches!(both.op, BinOp::And(_)) && (binds(&both.left) || binds(&both.right)),
        _ => false,
    }
}

fn other_operators(op: &BinOp) -> (&'static str, &'static [&'static str]) {
    match op {
        BinOp::Eq(_) => ("==", &["!="]),
        BinOp::Ne(_) => ("!=", &["=="]),
        BinOp::And(_) => ("&&", &["||"]),
        BinOp::Or(_) => ("||", &["&&"]),
        BinOp::Lt(_) => ("<", &["==", ">", "<="]),
        BinOp::Gt(_) => (">", &["==", "<", ">="]),
        BinOp::Le(_) => ("<=", &[">"]),
        BinOp::Ge(_) => (">=", &["<"]),
        BinOp::Add(_) => ("+", &["-", "*"]),
        BinOp::AddAssign(_) => ("+=", &["-=", "*="]),
        BinOp::Sub(_) => ("-", &["+", "/"]),
        BinOp::SubAssign(_) => ("-=", &["+=", "/="]),
        BinOp::Mul(_) => ("*", &["+", "/"]),
        BinOp::MulAssign(_) => ("*=", &["+=", "/="]),
        BinOp::Div(_) => ("/", &["%", "*"]),
        BinOp::DivAssign(_) => ("/=", &["%=", "*="]),
        BinOp::Rem(_) => ("%", &["/", "+"]),
        BinOp::RemAssign(_) => ("%=", &["/=", "+="]),
        BinOp::Shl(_) => ("<<", &[">>"]),
        BinOp::ShlAssign(_) => ("<<=", &[">>="]),
        BinOp::Shr(_) => (">>", &["<<"]),
        BinOp::ShrAssign(_) => (">>=", &["<<="]),
        BinOp::BitAnd(_) => ("&", &["|", "^"]),
        BinOp::BitAndAssign(_) => ("&=", &["|="]),
        BinOp::BitOr(_) => ("|", &["&", "^"]),
        BinOp::BitOrAssign(_) => ("|=", &["&="]),
        BinOp::BitXor(_) => ("^", &["|", "&"]),
        BinOp::BitXorAssign(_) => ("^=", &["|=", "&="]),
        _ => ("", &[]),
    }
}

impl<'ast> Visit<'ast> for Finder<'_> {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        if self.cfg.is_on(cfg_attributes(item)) {
            visit::visit_item(self, item);
        }
    }

    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        if module.content.is_none() {
            self.modules.push(module.ident.to_string());
        }
        self.names.push(module.ident.to_string());
        visit::visit_item_mod(self, module);
        self.names.pop();
    }

    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        self.function(&function.sig, &function.block, |finder| finder.visit_block(&function.block));
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        // As in cargo-mutants: a constructor has no other value.
        if self.cfg.is_on(&function.attrs) && function.sig.ident != "new" {
            self.function(&function.sig, &function.block, |finder| finder.visit_block(&function.block));
        }
    }

    fn visit_trait_item_fn(&mut self, function: &'ast syn::TraitItemFn) {
        if let Some(block) = &function.default
            && self.cfg.is_on(&function.attrs)
        {
            self.function(&function.sig, block, |finder| finder.visit_block(block));
        }
    }

    fn visit_item_impl(&mut self, one: &'ast syn::ItemImpl) {
        let name = match &one.trait_ {
            // As in cargo-mutants: there is no other default.
            Some((_, path, _)) if ends_with(path, "Default") => return,
            Some((_, path, _)) => format!("<impl {} for {}>", shown(path), shown(&one.self_ty)),
            None => shown(&one.self_ty),
        };
        self.names.push(name);
        visit::visit_item_impl(self, one);
        self.names.pop();
    }

    fn visit_item_trait(&mut self, one: &'ast syn::ItemTrait) {
        self.names.push(one.ident.to_string());
        visit::visit_item_trait(self, one);
        self.names.pop();
    }

    fn visit_local(&mut self, local: &'ast syn::Local) {
        if self.cfg.is_on(&local.attrs) {
            visit::visit_local(self, local);
        }
    }

    fn visit_expr_block(&mut self, block: &'ast syn::ExprBlock) {
        if self.cfg.is_on(&block.attrs) {
            visit::visit_expr_block(self, block);
        }
    }

    fn visit_expr_binary(&mut self, both: &'ast syn::ExprBinary) {
        let (op, others) = other_operators(&both.op);
        if self.depth > 0 && !binds(&both.left) && !binds(&both.right) && !others.is_empty() {
            let (left, right) = (self.text(&both.left), self.text(&both.right));
            let is_assignment = op.len() > 1 && op.ends_with('=') && !matches!(op, "==" | "!=" | "<=" | ">=");
            let others = others.iter().map(|other| {
                let number = self.add(&both.op, &format!("replace {op} with {other}"));
                let text = if is_assignment {
                    format!("{left} {other} {right}")
                } else {
                    format!("({left}) {other} ({right})")
                };
                (number, text)
            });
            let others = others.collect();
            self.edits.push(Edit::Choose { range: range(both), others });
        }
        visit::visit_expr_binary(self, both);
    }

    fn visit_expr_unary(&mut self, unary: &'ast syn::ExprUnary) {
        let op = match unary.op {
            UnOp::Not(_) => "!",
            UnOp::Neg(_) => "-",
            _ => "",
        };
        if self.depth > 0 && !op.is_empty() {
            let number = self.add(unary, &format!("delete {op}"));
            let others = vec![(number, self.text(&unary.expr).to_owned())];
            self.edits.push(Edit::Choose { range: range(unary), others });
        }
        visit::visit_expr_unary(self, unary);
    }

    fn visit_expr_match(&mut self, one: &'ast syn::ExprMatch) {
        let has_catch_all = one.arms.iter().any(|arm| matches!(arm.pat, Pat::Wild(_)) && arm.guard.is_none());
        for arm in &one.arms {
            if self.depth == 0 || !self.cfg.is_on(&arm.attrs) {
                continue;
            }
            match &arm.guard {
                Some((_, guard)) if !binds(guard) => {
                    let shown = shown(guard);
                    let mut with = |value: &str| {
                        (
                            self.add(&**guard, &format!("replace match guard {shown} with {value}")),
                            value.to_owned(),
                        )
                    };
                    let others = vec![with("true"), with("false")];
                    self.edits.push(Edit::Choose { range: range(guard), others });
                }
                Some(_) => {}
                None if has_catch_all && !matches!(arm.pat, Pat::Wild(_)) => {
                    let number = self.add(&arm.pat, &format!("delete match arm {}", shown(&arm.pat)));
                    let parts = vec![(Some(number), format!(" if !{} ", is_on(number)))];
                    self.edits.push(Edit::Insert { at: range(&arm.pat).end, parts });
                }
                None => {}
            }
        }
        visit::visit_expr_match(self, one);
    }

    fn visit_arm(&mut self, arm: &'ast syn::Arm) {
        if self.cfg.is_on(&arm.attrs) {
            visit::visit_arm(self, arm);
        }
    }

    // As in cargo-mutants: how much memory is asked for beforehand changes no answer.
    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        if !matches!(&*call.func, Expr::Path(one) if ends_with(&one.path, "with_capacity")) {
            visit::visit_expr_call(self, call);
        }
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        if call.method != "with_capacity" {
            visit::visit_expr_method_call(self, call);
        }
    }

    // What is computed by the compiler has no switch.
    fn visit_item_const(&mut self, _: &'ast syn::ItemConst) {}
    fn visit_item_static(&mut self, _: &'ast syn::ItemStatic) {}
    fn visit_impl_item_const(&mut self, _: &'ast syn::ImplItemConst) {}
    fn visit_trait_item_const(&mut self, _: &'ast syn::TraitItemConst) {}
    fn visit_expr_const(&mut self, _: &'ast syn::ExprConst) {}
    fn visit_expr_repeat(&mut self, repeat: &'ast syn::ExprRepeat) {
        self.visit_expr(&repeat.expr);
    }
    fn visit_variant(&mut self, _: &'ast syn::Variant) {}
    fn visit_type(&mut self, _: &'ast syn::Type) {}
    fn visit_generic_argument(&mut self, _: &'ast syn::GenericArgument) {}
    fn visit_pat(&mut self, _: &'ast Pat) {}
    fn visit_attribute(&mut self, _: &'ast syn::Attribute) {}
}

fn cfg_attributes(item: &syn::Item) -> &[syn::Attribute] {
    use syn::Item;
    match item {
        Item::Const(one) => &one.attrs,
        Item::Enum(one) => &one.attrs,
        Item::Fn(one) => &one.attrs,
        Item::Impl(one) => &one.attrs,
        Item::Mod(one) => &one.attrs,
        Item::Struct(one) => &one.attrs,
        Item::Trait(one) => &one.attrs,
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::weave::weave;

    fn found(source: &str) -> (Vec<String>, String) {
        let cfg = Cfg::ask().unwrap();
        let mut mutants = Vec::new();
        let mut finder = Finder::new(&cfg, source, "a/b.rs".to_owned(), &mut mutants);
        finder.visit_file(&syn::parse_file(source).unwrap());
        let mut edits = finder.edits;
        let woven = weave(source, &mut edits, &|_| true).text;
        assert!(syn::parse_file(&woven).is_ok(), "{woven}");
        (mutants.into_iter().map(|mutant| mutant.what).collect(), woven)
    }

    #[test]
    fn a_function_returns_another_value_and_its_operators_change() {
        let (found, woven) = found("impl A { fn f(&self) -> bool { self.n < 1 } }");
        let names = ["true", "false"].map(|value| format!("replace A::f -> bool with {value}"));
        let operators = ["==", ">", "<="].map(|other| format!("replace < with {other} in A::f"));
        assert_eq!(found, [names.as_slice(), &operators].concat());
        assert!(woven.contains("(if crate::mutant_switch::on(10) { (self.n) == (1) } else if "), "{woven}");
        assert!(woven.contains("else { self.n < 1 })"), "{woven}");
    }

    #[test]
    fn an_arm_is_deleted_only_where_another_takes_its_values() {
        let arms = |last: &str| {
            found(&format!(
                "fn f(n: u8) -> A {{ match n {{ 1 => A::B, 2 if n.c() => A::C, {last} => A::D }} }}"
            ))
            .0
        };
        assert!(arms("_").contains(&"delete match arm 1 in f".to_owned()));
        assert!(arms("_").contains(&"replace match guard n.c() with false in f".to_owned()));
        assert!(!arms("other").iter().any(|what| what.starts_with("delete")));
    }

    #[test]
    fn names_bound_by_a_condition_stay_in_it() {
        let (found, _) = found("fn f(a: Option<u8>) { if let Some(n) = a && n > 1 { g(!b) } }");
        assert!(!found.iter().any(|what| what.contains("&&")));
        assert!(
            found.contains(&"replace > with >= in f".to_owned())
                && found.contains(&"delete ! in f".to_owned())
        );
    }

    #[test]
    fn what_the_compiler_computes_and_tests_have_no_mutants() {
        let (found, woven) = found(
            "const A: u8 = 1 + 2; const fn f() -> u8 { 1 + 2 } #[cfg(test)] mod t { fn g() -> u8 { 3 } }",
        );
        assert!(found.is_empty() && !woven.contains("mutant_switch"), "{found:?}");
    }
}
