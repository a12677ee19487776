"""Runs recorded from other libraries, computed by coursekit.

A recorded case has a name, parameters and perhaps a library. RULES says which rule
computes it: the key is the library, the name and the switches that are on; whatever
is a number becomes a knob. A case that no row claims raises NotImplementedError.
`trajectory`, `schedule` and `sparse` have the signatures that the recordings' own
comparison program calls.
"""

import math

import numpy as np

from coursekit import descend, optimizers, schedules
from coursekit.dialects import keras, optax, papers, tf1, torch
from coursekit.problem import Problem

RULES = {
    ("torch", "gd"): torch.sgd,
    ("torch", "momentum lr_outside"): torch.sgd,
    ("torch", "momentum lr_outside nesterov"): torch.sgd_nesterov,
    ("torch", "adagrad eps_outside"): torch.adagrad,
    ("torch", "rmsprop eps_outside"): torch.rmsprop,
    ("torch", "rmsprop eps_outside lr_outside"): torch.rmsprop,
    ("torch", "rmsprop centered eps_outside"): torch.rmsprop_centered,
    ("torch", "rmsprop centered eps_outside lr_outside"): torch.rmsprop_centered,
    ("torch", "adadelta"): torch.adadelta,
    ("torch", "adam eps_outside"): torch.adam,
    ("torch", "adam decoupled eps_outside"): torch.adamw,
    ("torch", "amsgrad eps_outside max_raw"): torch.amsgrad,
    ("torch", "amsgrad decoupled eps_outside max_raw"): torch.adamw_amsgrad,
    ("torch", "adamax eps_in_max"): torch.adamax,
    ("torch", "nadam eps_outside"): torch.nadam,
    ("torch", "nadam decoupled eps_outside"): torch.nadam_decoupled,
    ("torch", "nadam eps_outside constant_momentum"): torch.nadam(psi=math.inf),
    ("torch", "adabound"): optimizers.adabound,
    ("torch", "adabound amsbound"): papers.amsbound,
    ("torch", "nesterov_lookahead"): optimizers.nesterov,
    ("keras", "gd"): keras.sgd,
    ("keras", "momentum lr_inside"): keras.sgd,
    ("keras", "momentum lr_inside nesterov"): keras.sgd_nesterov,
    ("keras", "adagrad eps_inside"): keras.adagrad,
    ("keras", "rmsprop eps_inside"): keras.rmsprop,
    ("keras", "rmsprop eps_inside lr_inside"): keras.rmsprop,
    ("keras", "rmsprop centered eps_inside"): keras.rmsprop_centered,
    ("keras", "rmsprop centered eps_inside lr_inside"): keras.rmsprop_centered,
    ("keras", "adadelta"): keras.adadelta,
    ("keras", "adam eps_hat"): keras.adam,
    ("keras", "amsgrad eps_hat max_raw"): keras.amsgrad,
    ("keras", "adamax eps_denom"): keras.adamax,
    ("keras", "nadam eps_outside"): keras.nadam,
    ("keras", "ftrl"): keras.ftrl,
    ("optax", "gd"): optax.sgd,
    ("optax", "momentum lr_outside"): optax.sgd,
    ("optax", "momentum lr_outside nesterov"): optax.sgd_nesterov,
    ("optax", "momentum damped_at_once lr_outside"): optax.sgd_damped,
    ("optax", "adagrad eps_inside"): optax.adagrad,
    ("optax", "rmsprop"): optax.rmsprop,
    ("optax", "rmsprop lr_inside"): optax.rmsprop,
    ("optax", "rmsprop lr_inside nesterov"): optax.rmsprop_nesterov,
    ("optax", "rmsprop centered"): optax.rmsprop_centered,
    ("optax", "rmsprop centered lr_inside"): optax.rmsprop_centered,
    ("optax", "rmsprop centered lr_inside nesterov"): optax.rmsprop_centered_nesterov,
    ("optax", "rmsprop_nesterov_lookahead"): optax.rmsprop_nesterov,
    ("optax", "adadelta"): optax.adadelta,
    ("optax", "adam"): optax.adam,
    ("optax", "adam decoupled"): optax.adamw,
    ("optax", "amsgrad max_corrected"): optax.amsgrad,
    ("optax", "amsgrad max_raw uncorrected"): optax.amsgrad_uncorrected,
    ("optax", "adamax eps_in_max"): optax.adamax,
    ("optax", "adamax decoupled eps_in_max"): optax.adamaxw,
    ("optax", "nadam constant_momentum"): optax.nadam,
    ("optax", "nadam constant_momentum decoupled"): optax.nadamw,
    ("optax", "lion decoupled"): optax.lion,
    ("tf1", "momentum lr_outside"): tf1.momentum,
    ("tf1", "momentum lr_outside nesterov"): tf1.momentum_nesterov,
    ("tf1", "adagrad eps_inside"): tf1.adagrad,
    ("tf1", "rmsprop eps_inside"): tf1.rmsprop,
    ("tf1", "rmsprop eps_inside lr_inside"): tf1.rmsprop,
    ("tf1", "rmsprop centered eps_inside"): tf1.rmsprop_centered,
    ("tf1", "rmsprop centered eps_inside lr_inside"): tf1.rmsprop_centered,
    ("tf1", "adadelta"): tf1.adadelta,
    ("tf1", "adam eps_hat"): tf1.adam,
    ("tf1", "ftrl"): tf1.ftrl,
    ("ref", "delta_bar_delta"): optimizers.delta_bar_delta,
    ("ref", "rda"): optimizers.rda,
    ("ref", "ftrl"): optimizers.ftrl,
    ("ref", "newton"): optimizers.damped_newton,
    ("ref", "newton undamped"): optimizers.newton,
    ("ref", "cg fr"): optimizers.conjugate_gradient,
    ("ref", "cg pr"): optimizers.polak_ribiere,
    ("ref", "cg pr+"): optimizers.polak_ribiere_plus,
}
LIBRARIES = {"torch.func": "ref", "scipy": "ref", "mpmath": "ref"}
DECAY = {"torch": "l2", "keras": "decoupled"}  # what their weight_decay always means

KNOBS = {
    "lr": "eta", "lr0": "eta", "momentum": "beta", "l1": "lambda1", "l2": "lambda2",
    "lr_power": "power", "l2_shrinkage": "shrinkage", "initial_accumulator": "s",
    "initial_scale": "s", "momentum_decay": "psi", "final_lr": "eta_final",
    "theta": "beta", "damping": "alpha",
}  # fmt: skip


def rule_for(name, params, library=None):
    """The Optimizer, knobs set, that computes this case; of any library if None."""
    words, numbers = _switches(dict(params))
    wanted = LIBRARIES.get(library, library)
    for (owner, key), rule in RULES.items():
        understood = {DECAY.get(owner)}
        if "eps_root" in rule.knobs:
            understood |= {"eps_inside", "eps_outside"}
        asked = {name, *(words - understood)}
        if wanted in (None, owner) and set(key.split()) == asked:
            return rule(**_knobs(rule, words, numbers))
    raise NotImplementedError(f"{name} {sorted(words)} of {library}")


def _switches(params):
    """The parameters that are no numbers, as words; and the numbers."""
    words, numbers = set(), {}
    for name, value in params.items():
        if name in ("nesterov", "centered", "amsbound"):
            words |= {name} if value else set()
        elif name == "bias_correction":
            words |= set() if value else {"uncorrected"}
        elif name == "first_step_undamped":
            words |= set() if value else {"damped_at_once"}
        elif name in ("eps_mode", "lr_placement", "max_of"):
            words.add(f"{name.split('_')[0]}_{value}")
        elif name in ("weight_decay_mode", "beta") and isinstance(value, str):
            words.add(value)
        elif name == "momentum_decay" and value is None:
            words.add("constant_momentum")
        elif name == "damping" and value == 0:
            words.add("undamped")
        elif name != "line_search":
            numbers[name] = value
    return words, numbers


def _knobs(rule, words, numbers):
    knobs = {KNOBS.get(name, name): value for name, value in numbers.items()}
    if "eps_root" in rule.knobs:
        eps = knobs.pop("eps", 0.0)
        inside = "eps_inside" in words
        knobs |= (
            {"eps_root": eps, "eps": 0.0} if inside else {"eps_root": 0.0, "eps": eps}
        )
    if "shrinkage" in rule.knobs:  # recorded as they count: twice
        knobs["lambda2"] = knobs.get("lambda2", 0.0) / 2
        knobs["shrinkage"] = knobs.get("shrinkage", 0.0) / 2
    if rule.name == "ftrl" and "alpha" in rule.knobs and "eta" in knobs:
        knobs["alpha"] = knobs.pop("eta")
    if isinstance(knobs.get("eta"), dict):
        decay = knobs["eta"]
        knobs["eta"] = schedules.exponential(decay["lr0"], 1, decay["gamma"])
        if "eta_final" in knobs:  # the final rate falls along
            knobs["eta_final"] = schedules.exponential(
                knobs["eta_final"], 1, decay["gamma"]
            )
    return knobs


def trajectory(
    name, params, grad_fn, x0, steps, *, f, hess_fn, line_search, library=None
):
    """The path, (steps + 1, d), of a recorded case; gradients count t from 0."""
    rule = rule_for(name, params, library)
    problem = Problem(
        value=f,
        gradient=lambda theta: grad_fn(theta, 0),
        hessian=hess_fn,
        start=x0,
        oracle=lambda theta, t: grad_fn(theta, t - 1),
        line_search=line_search,
    )
    run = descend(rule, problem, steps=steps)
    if name == "rmsprop_nesterov_lookahead":  # recorded as the books' x = y − βv
        return run.theta - rule.knobs["beta"] * run.memory["v"]
    return run.theta


def schedule(name, params, n, metrics=None):
    """The rates at t = 0 ... n − 1, or after each of the metrics."""
    made = SCHEDULES[name](dict(params))
    if metrics is not None:
        return [made.update(metric) for metric in metrics]
    if isinstance(made, tuple):
        return tuple([one(t) for t in range(n)] for one in made)
    return [made(t) for t in range(n)]


def _exponential(p):
    make = schedules.staircase if p.get("staircase") else schedules.exponential
    return make(p["lr0"], p["s"], p["decay_rate"])


def _piecewise(p):
    make = keras.piecewise if p["switch"] == "after" else schedules.piecewise
    return make(p["boundaries"], p["values"])


def _cosine(p):
    make = torch.cosine if p["after"] == "rises_again" else schedules.cosine
    return make(p["lr0"], p["T"], p["lr_min"])


def _warmup_cosine(p):
    if p["T_counts"] == "total":
        return optax.warmup_cosine(
            p["lr0"], p["warmup"], p["T"], p["lr_start"], p["lr_min"]
        )
    decay = schedules.cosine(p["lr0"], p["T"], p["lr_min"])
    return schedules.warmup(decay, p["warmup"], p["lr_start"])


def _one_cycle(p):
    if p["phase_ends"] == "homl":
        return schedules.one_cycle(p["max_lr"], p["iterations"])
    settings = {
        "steps": p["total_steps"], "rise": p["pct_start"],
        "div": p["div_factor"], "final_div": p["final_div_factor"],
    }  # fmt: skip
    if p["phase_ends"] == "optax" and p["anneal"] == "cos":
        return optax.one_cycle(p["max_lr"], **settings)
    if p["phase_ends"] == "optax":
        return optax.one_cycle_linear(p["max_lr"], fall=p["pct_final"], **settings)
    return _torch_one_cycle(p, settings)


def _torch_one_cycle(p, settings):
    rates, momenta = torch.one_cycle, torch.one_cycle_momentum
    if p["three_phase"]:
        rates = torch.one_cycle_three_phases
        momenta = torch.one_cycle_momentum_three_phases
    ease = schedules.half_cosine if p["anneal"] == "cos" else schedules.straight
    low, high = p.get("base_momentum", 0.85), p.get("max_momentum", 0.95)
    cycle = {"steps": settings["steps"], "rise": settings["rise"], "ease": ease}
    return (
        rates(p["max_lr"], ease=ease, **settings),
        momenta(low=low, high=high, **cycle),
    )


def _plateau(p):
    shared = {
        "eta0": p["lr0"], "factor": p["factor"], "patience": p["patience"],
        "cooldown": p["cooldown"], "eta_min": p["min_lr"],
    }  # fmt: skip
    tolerance = {"rtol": 0.0, "atol": 0.0}
    tolerance[f"{p['threshold_mode'][0]}tol"] = p["threshold"]
    if "optax" in p["rule"]:
        return optax.plateau(**shared, **tolerance)
    if p["rule"] == "bad>patience":
        return torch.plateau(**shared, **tolerance)
    if tolerance.pop("rtol"):
        raise NotImplementedError("Keras has no relative threshold")
    return keras.plateau(**shared, **tolerance)


SCHEDULES = {
    "constant": lambda p: schedules.constant(p["lr0"]),
    "power": lambda p: schedules.power(p["lr0"], p["s"], p["c"]),
    "exponential": _exponential,
    "piecewise": _piecewise,
    "cosine": _cosine,
    "warmup_cosine": _warmup_cosine,
    "warmup_constant": lambda p: schedules.warmup(
        schedules.constant(p["lr0"]), p["warmup"], p["lr_start"]
    ),
    "one_cycle": _one_cycle,
    "plateau": _plateau,
}


def sparse(name, params, rows, y, d):
    """Online logistic regression, a row a step: final weights, mean log-loss before."""
    passes = params.pop("passes")
    X = np.zeros((len(rows), d))
    for dense, (columns, values) in zip(X, rows, strict=True):
        dense[columns] = values
    losses = []

    def oracle(w, t):
        x, label = X[(t - 1) % len(X)], y[(t - 1) % len(X)]
        margin = x @ w
        losses.append(np.logaddexp(0, margin) - label * margin)
        return (1 / (1 + np.exp(-margin)) - label) * x

    problem = Problem(value=lambda w: 0.0, start=np.zeros(d), oracle=oracle)
    run = descend(rule_for(name, params, "ref"), problem, steps=passes * len(X))
    return {"w": run.theta[-1], "progressive_logloss": np.mean(losses)}
