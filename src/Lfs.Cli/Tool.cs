using System.Text;
using Lfs.Cli.LanguageServer;

namespace Lfs.Cli;

/// <summary>The tool <c>lfs</c>: selects the command and runs it.</summary>
static class Tool
{
    const int Success = 0;
    const int Failure = 1;

    /// <summary>The version of the tool.</summary>
    public static string Version => typeof(Tool).Assembly.GetName().Version!.ToString(3);

    /// <summary>Runs a command line.</summary>
    /// <param name="args">The arguments, without the program's name.</param>
    /// <param name="terminal">The environment of the command.</param>
    /// <returns>The exit code.</returns>
    public static int Run(string[] args, Terminal terminal)
    {
        try
        {
            int code = Dispatch(args, terminal);
            terminal.Output.Flush();
            if (terminal.Failure is null)
                return code;
            terminal.Complain(Encoding.UTF8.GetBytes(terminal.Failure.Message));
            return Failure;
        }
        catch (TerminalFailure failure)
        {
            terminal.Complain(Encoding.UTF8.GetBytes(failure.Message));
            return Failure;
        }
        catch (CommandFailure failure)
        {
            terminal.Complain(failure.Text);
            return Failure;
        }
    }

    static int Dispatch(string[] args, Terminal terminal)
    {
        if (args.Length == 0)
            throw new CommandFailure("no command given; see 'lfs --help'");
        string[] rest = args[1..];
        if (rest is ["--help"] && args[0] is not ("--help" or "--version"))
            return ShowHelp([args[0]], terminal);
        return args[0] switch
        {
            "compile" => new CompileCommand(CompileArguments.Parse(rest), terminal).Run(),
            "inspect" => new InspectCommand(terminal).Run(rest),
            "report" => new ReportCommand(ReportArguments.Parse(rest), terminal).Run(),
            "flash" => new FlashCommand(FlashArguments.Parse(rest), terminal).Run(),
            "spiffs" => new SpiffsCommand(SpiffsArguments.Parse(rest), terminal).Run(),
            "strings" => new StringsCommand(RunArguments.Parse(rest), terminal).Run(),
            "run" => Run(RunArguments.Parse(rest), terminal),
            "lsp" => new LspCommand(terminal).Run(rest),
            "luarc" => new LuarcCommand(terminal).Run(rest),
            "completion" => new CompletionCommand(terminal).Run(rest),
            "help" or "--help" or "-h" => ShowHelp(rest, terminal),
            "--version" => ShowVersion(terminal),
            _ => throw new CommandFailure($"unknown command '{args[0]}'; see 'lfs --help'"),
        };
    }

    static int Run(RunArguments arguments, Terminal terminal) => arguments.IsInteractive
        ? new PromptCommand(arguments, terminal).Run()
        : new RunCommand(arguments, terminal).Run();

    static int ShowHelp(string[] topic, Terminal terminal)
    {
        terminal.Print(topic is [] ? Help.Overview : Help.Of(topic[0])
            ?? throw new CommandFailure($"unknown command '{topic[0]}'; see 'lfs --help'"));
        return Success;
    }

    static int ShowVersion(Terminal terminal)
    {
        terminal.Print($"lfs {Version}\n");
        return Success;
    }
}
