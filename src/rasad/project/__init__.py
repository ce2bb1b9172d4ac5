"""What is done with a project: add, link, recode, judge, check, back up."""

from rasad.project.project import Project

__all__ = ["Project"]
