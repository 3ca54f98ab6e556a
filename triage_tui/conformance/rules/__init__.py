"""The rules of the Case API, a module for each group; what a rule demands is its docstring."""
