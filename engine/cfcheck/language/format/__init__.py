"""`cfcheck fmt`: rule files laid out in one way, with every comment kept."""
