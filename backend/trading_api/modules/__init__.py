"""One folder per module, found by convention: `market_data/` is module `market-data` and exports `MarketDataModule`."""
