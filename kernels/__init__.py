"""4-bit kernels. Imports nothing: transformers asks whether a package of this name is Hugging Face's."""

__version__ = "0.0.0"
