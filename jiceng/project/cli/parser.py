"""What can be typed: every command with its options, its help and its examples."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

from jiceng.project.cli.parser_rosters import roster_command
from jiceng.project.cli.tongue import either

Add: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
KINDS = ("cases", "areas", "problems", "rules", "tickets")
GROUPINGS = ("county", "town", "community", "grid", "unit", "type", "month")


def build_parser() -> argparse.ArgumentParser:
    """The whole command line."""
    parser = argparse.ArgumentParser(
        prog="jiceng",
        description=either(
            "基层治理平台的命令。", "Commands of the grassroots governance platform."
        ),
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _running(commands)
    _serving(commands)
    _exchanging(commands)
    _asking(commands)
    _keeping(commands)
    _mending(commands)
    _people(commands)
    _party(commands)
    roster_command(commands, _add)
    _analysing(commands)
    return parser


def _add(
    commands: Add,
    name: str,
    run: str,
    told: str,
    examples: Sequence[str],
    *,
    makes: bool = False,
) -> argparse.ArgumentParser:
    """One command; `makes` says that it may create the data directory and its keys."""
    shown = "\n".join(f"  jiceng {example}" for example in examples)
    found = commands.add_parser(
        name,
        help=told,
        description=told,
        epilog=either("例：", "Examples:") + "\n" + shown,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    found.add_argument(
        "--data-dir",
        metavar="DIR",
        help=either(
            "数据目录（默认 var/ 或 JICENG_DATA_DIR）", "data directory (var/ or JICENG_DATA_DIR)"
        ),
    )
    found.set_defaults(run=run, makes=makes)
    return found


def _running(commands: Add) -> None:
    found = _add(
        commands,
        "init",
        "county:init",
        either("建立一个空的县", "Create an empty county"),
        ("init --name 临水县 --code 469099", "init --data-dir /srv/jiceng"),
        makes=True,
    )
    found.add_argument("--name", default="示例县", help=either("县名", "name of the county"))
    found.add_argument("--code", default="000000", help=either("行政区划代码", "area code"))
    found = _add(
        commands,
        "demo",
        "county:demo",
        either("装入示例县并启动", "Load the demo county and start"),
        ("demo", "demo --port 8080", "demo --no-serve --scale 0.1"),
        makes=True,
    )
    _address(found)
    found.add_argument(
        "--no-serve", action="store_true", help=either("只装入，不启动", "load only, start nothing")
    )
    found.add_argument(
        "--scale",
        type=_scale,
        default=1.0,
        metavar="N",
        help=either("数据量倍数（默认 1）", "how many times the usual year"),
    )


def _serving(commands: Add) -> None:
    found = _add(
        commands,
        "serve",
        "server:serve",
        either("启动网页服务", "Start the web server"),
        ("serve", "serve --host 0.0.0.0 --port 8000"),
    )
    _address(found)
    _add(
        commands,
        "worker",
        "server:worker",
        either("启动后台进程：任务、时限、统计", "Start the worker: jobs, deadlines, figures"),
        ("worker",),
    )
    _add(
        commands,
        "sweep",
        "server:sweep",
        either("立即检查一次所有到期的时限", "Ring every deadline that is due, once"),
        ("sweep",),
    )


def _address(found: argparse.ArgumentParser) -> None:
    found.add_argument(
        "--host", default="127.0.0.1", help=either("监听地址", "address to listen on")
    )
    found.add_argument("--port", type=_port, default=8000, help=either("端口", "port"))


def _exchanging(commands: Add) -> None:
    found = _add(
        commands,
        "import",
        "exchange:take_in",
        either("导入文件", "Take in a file"),
        (
            "import cases 311.csv --dry-run",
            "import cases ledger.xlsx --mapping ours.toml",
            "import areas grids.geojson",
            "import problems ledger.xlsx --campaign 2026-001 --dry-run",
            "import tickets hall.xlsx --dry-run",
            "import rules rules.toml --dry-run",
            "import rules rules.toml --by guo --reason 县府办[2026]12号",
        ),
    )
    found.add_argument("kind", metavar="KIND", choices=KINDS)
    found.add_argument("file", metavar="FILE", type=Path)
    found.add_argument(
        "--mapping",
        metavar="M",
        type=Path,
        help=either("列对应关系（TOML）", "which column is what (TOML)"),
    )
    found.add_argument(
        "--dry-run", action="store_true", help=either("只检查，不写入", "check only, write nothing")
    )
    _with_campaign(found)
    _deciding(found)
    _giving(commands)


def _giving(commands: Add) -> None:
    found = _add(
        commands,
        "export",
        "exchange:give_out",
        either("导出文件", "Give out a file"),
        (
            "export cases cases.csv",
            "export rules rules.toml",
            "export rules rules.txt --format toml",
            "export areas areas.geojson",
            "export problems ledger.xlsx --campaign 2026-001",
        ),
    )
    found.add_argument("kind", metavar="KIND", choices=("areas", "cases", "problems", "rules"))
    found.add_argument("file", metavar="FILE", type=Path)
    found.add_argument(
        "--format",
        choices=("json", "toml"),
        help=either("规则的格式（默认按文件后缀）", "format of rules (default: by the ending)"),
    )
    _with_campaign(found)


def _with_campaign(found: argparse.ArgumentParser) -> None:
    found.add_argument(
        "--campaign", metavar="CODE", help=either("问题台账的代码", "code of the problem ledger")
    )


def _deciding(found: argparse.ArgumentParser) -> None:
    """Who changes rules, why and from when."""
    for option, meaning in (
        ("by", either("规则由谁决定（登录名）", "who decided the rules (login)")),
        ("reason", either("规则为什么变更", "why the rules change")),
        ("approved", either("批准人或文号", "who approved, or the document")),
    ):
        found.add_argument(f"--{option}", help=meaning)
    found.add_argument(
        "--from",
        dest="since",
        metavar="DATE",
        help=either("规则的生效日期（默认立即）", "day from which rules hold (default: at once)"),
    )


def _asking(commands: Add) -> None:
    found = _add(
        commands,
        "route",
        "asking:explain",
        either("说明一件事会派给谁、为什么", "Say where a matter would go, and why"),
        ('route --explain "楼下垃圾没有清运" --at 109.68,19.91',),
    )
    found.add_argument("--explain", metavar="TEXT", required=True)
    found.add_argument("--at", metavar="LON,LAT", type=_point, default=(None, None))
    found.add_argument(
        "--type", metavar="CODE", default="", help=either("事项类型代码", "code of the case type")
    )
    found = _add(
        commands,
        "figures",
        "asking:figures",
        either("指标", "Figures"),
        ("figures", "figures --by town --from 2026-10-01 --to 2026-10-31 --format csv"),
    )
    _period(found)
    found.add_argument("--by", choices=GROUPINGS, default="county")
    _add(commands, "version", "asking:version", either("版本", "The version"), ("version",))


def _keeping(commands: Add) -> None:
    found = _add(
        commands,
        "audit",
        "keeping:audit",
        either("检查日志链", "Check the journal"),
        ("audit verify", "audit verify --export journal.jsonl"),
    )
    found.add_argument("what", choices=("verify",))
    found.add_argument(
        "--export",
        metavar="FILE",
        type=Path,
        help=either("同时写出日志，可独立核对", "also write the journal"),
    )
    found = _add(
        commands,
        "backup",
        "keeping:back_up",
        either("备份", "Back up"),
        ("backup /backup/jiceng-2026-11-23.tar",),
    )
    found.add_argument("file", metavar="FILE", type=Path)
    found.add_argument(
        "--with-secrets",
        action="store_true",
        help=either("连同密钥一起备份", "put the keys inside as well"),
    )


def _mending(commands: Add) -> None:
    found = _add(
        commands,
        "restore",
        "keeping:restore",
        either("恢复到一个空的数据目录", "Restore into an empty data directory"),
        ("restore /backup/jiceng-2026-11-23.tar --data-dir /srv/second",),
    )
    found.add_argument("file", metavar="FILE", type=Path)
    _add(
        commands,
        "doctor",
        "keeping:doctor",
        either("检查数据库、磁盘、后台进程和密钥", "Look at database, disk, worker and keys"),
        ("doctor",),
    )
    found = _add(
        commands,
        "erase",
        "erasing:run",
        either(
            "删除到期的联系方式；或应要求删除一件案件里的内容",
            "Erase contacts whose time is over, or on request what one case holds",
        ),
        (
            "erase",
            "erase --case 202600000012",
            "erase --case 202600000012 --notes 4,7 --files all --contact --reason TEXT",
        ),
    )
    found.add_argument("--case", default="", metavar="NUMBER", help=either("案件编号", "the case"))
    for name in ("notes", "files"):
        told = either("编号，用逗号分开，或 all", "ids with commas, or all")
        found.add_argument(f"--{name}", default="", metavar="IDS", help=told)
    found.add_argument(
        "--contact", action="store_true", help=either("连同联系方式", "the contact as well")
    )
    found.add_argument("--reason", default="", help=either("删除的原因", "why it is erased"))


def _people(commands: Add) -> None:
    found = _add(
        commands,
        "user",
        "people:user",
        either("账号", "Accounts"),
        (
            "user list",
            "user add wang 王芳 --post town_dispatcher --unit S469024100 --area 469024100",
            "user password wang",
            "user token wang",
            "user disable wang",
            "user factor wang",
        ),
    )
    found.add_argument("act", choices=("add", "token", "password", "disable", "factor", "list"))
    found.add_argument("login", nargs="?", default="")
    found.add_argument("name", nargs="?", default="")
    for option in ("post", "unit", "area"):
        found.add_argument(f"--{option}", default="")


def _party(commands: Add) -> None:
    found = _add(
        commands,
        "dues",
        "dues:run",
        either("党费：生成一个月的应收", "Dues: reckon what is due in a month"),
        ("dues run", "dues run --month 2026-11"),
    )
    found.add_argument("act", choices=("run",))
    found.add_argument(
        "--month", default="", metavar="YYYY-MM",
        help=either("月份（默认本月）", "the month (default: the present one)"),
    )  # fmt: skip


def _analysing(commands: Add) -> None:
    found = _add(
        commands,
        "analytics",
        "analytics:run",
        either(
            "把历史写成 Parquet，并在其上统计", "Write the history as Parquet and count over it"
        ),
        (
            "analytics write",
            "analytics write --rebuild",
            "analytics figures --by month,grid --format csv",
            "analytics figures --by unit --as-of 2026-10-31",
        ),
    )
    found.add_argument("act", choices=("write", "figures"))
    found.add_argument(
        "--rebuild",
        action="store_true",
        help=either("重写全部月份", "write every month again"),
    )
    _period(found)
    found.add_argument(
        "--by",
        default="county",
        metavar="GROUPS",
        help=either("分组，用逗号分开，如 month,grid", "groups with commas, such as month,grid"),
    )


def _period(found: argparse.ArgumentParser) -> None:
    found.add_argument("--as-of", metavar="DATE", dest="as_of")
    found.add_argument("--from", metavar="DATE", dest="start")
    found.add_argument("--to", metavar="DATE", dest="end")
    found.add_argument("--format", choices=("json", "csv", "table"), default="table")


def _port(text: str) -> int:
    port = int(text)
    if not 1 <= port <= 65535:
        raise argparse.ArgumentTypeError("1-65535")
    return port


def _scale(text: str) -> float:
    scale = float(text)
    if not 0 < scale <= 100:
        raise argparse.ArgumentTypeError("0 < N <= 100")
    return scale


def _point(text: str) -> tuple[float, float]:
    try:
        lon, lat = (float(part) for part in text.split(","))
    except ValueError as error:
        raise argparse.ArgumentTypeError("LON,LAT") from error
    return lon, lat
