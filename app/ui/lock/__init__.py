"""Who is at the desk, and hiding everything from everybody else."""
