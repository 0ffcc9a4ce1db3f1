"""`python -m fangyuan.cli` is the command `fangyuan`."""

from fangyuan.cli import main

if __name__ == "__main__":
    main()
