using System.Text.RegularExpressions;

namespace Lfs.Cli;

/// <summary><c>lfs completion</c>: a script that completes commands and options in a shell.</summary>
/// <remarks>It is made of the texts of <c>lfs help</c>, so it knows what they know.</remarks>
sealed partial class CompletionCommand(Terminal terminal)
{
    /// <summary>Prints the script for a shell.</summary>
    /// <returns>The exit code.</returns>
    public int Run(string[] args)
    {
        terminal.Print(args switch
        {
            ["bash"] => Bash(),
            ["zsh"] => "autoload -U +X bashcompinit && bashcompinit\n" + Bash(),
            ["fish"] => Fish(),
            _ => throw new CommandFailure("name a shell: bash, zsh or fish"),
        });
        return 0;
    }

    static string Bash() => $$"""
        _lfs() {
          local word="${COMP_WORDS[COMP_CWORD]}" words=""
          if [ "$COMP_CWORD" -eq 1 ]; then
            words="{{string.Join(' ', Help.Topics.Select(topic => topic.Command))}} help"
          elif [ "${word:0:1}" = "-" ]; then
            case "${COMP_WORDS[1]}" in
        {{string.Concat(Help.Topics.Select(topic =>
            $"      {topic.Command}) words=\"{string.Join(' ', OptionsOf(topic.Text))}\" ;;\n"))}}    esac
          elif [ "${COMP_WORDS[1]}" = help ]; then
            words="{{string.Join(' ', Help.Topics.Select(topic => topic.Command))}}"
          fi
          COMPREPLY=($(compgen -W "$words" -- "$word"))
          [ -n "$words" ] || COMPREPLY=($(compgen -f -- "$word"))
        }
        complete -o filenames -F _lfs lfs

        """;

    static string Fish() => string.Concat(Help.Topics.Select(topic =>
        $"complete -c lfs -n __fish_use_subcommand -a {topic.Command}\n"
        + string.Concat(OptionsOf(topic.Text).Select(option =>
            $"complete -c lfs -n '__fish_seen_subcommand_from {topic.Command}' {FishOption(option)}\n"))));

    static string FishOption(string option) =>
        option.StartsWith("--", StringComparison.Ordinal) ? "-l " + option[2..] : "-s " + option[1..];

    static IEnumerable<string> OptionsOf(string help) =>
        Option().Matches(help).Select(match => match.Groups[1].Value).Distinct();

    [GeneratedRegex("^  (--?[A-Za-z][\\w-]*)", RegexOptions.Multiline)]
    private static partial Regex Option();
}
