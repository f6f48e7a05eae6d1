"""Triton twins of the definitions in ``kernels/``: same names, same arguments. Imports nothing."""
