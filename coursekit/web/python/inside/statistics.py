"""As in Python's library: what is said of numbers."""

import math
from math import fsum


class StatisticsError(ValueError):
    pass


def _counted(data, least, what):
    data = list(data)
    if len(data) < least:
        points = "one data point" if least == 1 else "two data points"
        raise StatisticsError(what + " requires at least " + points)
    return data


def mean(data):
    data = _counted(data, 1, "mean")
    return fsum(data) / len(data)


fmean = mean


def median(data):
    data = sorted(_counted(data, 1, "median"))
    half = len(data) // 2
    return data[half] if len(data) % 2 else (data[half - 1] + data[half]) / 2


def pvariance(data, mu=None):
    data = _counted(data, 1, "pvariance")
    mu = mean(data) if mu is None else mu
    return fsum([(x - mu) ** 2 for x in data]) / len(data)


def variance(data, xbar=None):
    data = _counted(data, 2, "variance")
    return pvariance(data, xbar) * len(data) / (len(data) - 1)


def pstdev(data, mu=None):
    return math.sqrt(pvariance(data, mu))


def stdev(data, xbar=None):
    return math.sqrt(variance(_counted(data, 2, "stdev"), xbar))
