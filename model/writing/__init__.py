"""What all models that write have in common: how they are asked, the shape of their answer, and how it is read."""
