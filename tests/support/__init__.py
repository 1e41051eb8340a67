"""What several test files need: free ports, throwaway projects, processes that are looked after."""
