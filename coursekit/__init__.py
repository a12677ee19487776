"""A course on gradient-descent optimizers: rules that read like their equations."""

__version__ = "0.1.0"
