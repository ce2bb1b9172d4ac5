"""What is done with a project: add, link, recode, judge, check, back up."""
