"""The simulated market: instruments, prices that are a pure function of (seed, symbol, day), and bars of every resolution."""
