# bash completion for layers. Written by `python -m layers_cli.reference`; not to be edited.
#
# No process is started: the commands stand below, ids come from a file that `layers` keeps.

_layers_at() {
    # What can follow the command $1: sets the variables that `_layers` declares.
    commands= options='-h --help' takes=' ' arguments= shared=1
    case $1 in
@TABLE@
    esac
    if [[ $shared ]]; then
        options+=' @SHARED@'
        takes+='@SHARED_TAKES@'
    fi
}

_layers_say() {
    # Offers the words of $1 that begin with what was typed.
    local word
    for word in $1; do
        [[ $word == "$cur"* ]] && COMPREPLY+=("$word")
    done
}

_layers_seen() {
    # Offers the ids last seen in the files $@, too; beside several stand their hooks.
    local folder=${LAYERS_CACHE_DIR:-} kind id text only='[^A-Za-z0-9_-]'
    local -a ids=() lines=()
    if [[ ! $folder ]]; then
        case $OSTYPE in
            darwin*) folder=$HOME/Library/Caches/layers-cli ;;
            msys* | cygwin*) folder=$LOCALAPPDATA/layers-cli/Cache ;;
            *) folder=${XDG_CACHE_HOME:-$HOME/.cache}/layers-cli ;;
        esac
    fi
    [[ $profile != sandbox && $url ]] && profile+=@${url//[^A-Za-z0-9.-]/_}
    for kind; do
        [[ -r $folder/seen/$profile/$kind ]] || continue
        while IFS=$'\t' read -r id text; do
            [[ $id == "$cur"* && ! $id =~ $only && $id ]] || continue
            ids+=("$id")
            lines+=("$id  $text")
        done <"$folder/seen/$profile/$kind"
    done
    # Menu completion inserts what it is given: then it gets ids alone.
    if ((${#ids[@]} > 1)) && [[ $COMP_TYPE != 37 && $COMP_TYPE != 42 ]]; then
        COMPREPLY+=("${lines[@]}")
    else
        COMPREPLY+=(${ids[@]+"${ids[@]}"})
    fi
    compopt -o nosort 2>/dev/null
}

_layers_offer() {
    # Offers the words of $1, which have commas between; those with @ stand for what they name.
    local each
    local -a seen=()
    for each in ${1//,/ }; do
        case $each in
            @files) compopt -o default 2>/dev/null ;;
            @folders) compopt -o dirnames 2>/dev/null ;;
            @paths)
                [[ $given ]] || _layers_say '@TOPICS@'
                _layers_at "$given"
                _layers_say "$commands"
                ;;
            @*) seen+=("${each#@}") ;;
            *) _layers_say "$each" ;;
        esac
    done
    ((${#seen[@]})) && _layers_seen "${seen[@]}"
}

_layers() {
    local IFS=$' \t\n' cur=${COMP_WORDS[COMP_CWORD]} i=1 word path= option= given= ended=
    local profile=${LAYERS_PROFILE:-_} url=${LAYERS_BASE_URL:-} value
    local commands options takes arguments shared
    COMPREPLY=()
    _layers_at ''
    while ((i < COMP_CWORD)); do
        word=${COMP_WORDS[i]}
        ((i += 1))
        if [[ $word == -- ]]; then
            ended=1
        elif [[ $word == --sandbox ]]; then
            profile=sandbox
        elif [[ $word == -* && ! $ended && $takes == *" $word="* ]]; then
            [[ ${COMP_WORDS[i]} == '=' && $i -lt $COMP_CWORD ]] && ((i += 1))
            ((i == COMP_CWORD)) && option=$word
            value=${COMP_WORDS[i]}
            [[ $word == --profile ]] && profile=$value
            [[ $word == --base-url ]] && url=$value
            ((i += 1))
        elif [[ $word == -* && ! $ended ]]; then
            :
        elif [[ " $commands " == *" $word "* ]]; then
            path=${path:+$path }$word
            _layers_at "$path"
        else
            given=${given:+$given }$word
            value=${arguments%%' '*}
            [[ $value == *'*' ]] || arguments=${arguments#"$value"}
            arguments=${arguments#' '}
        fi
    done
    if [[ $option ]]; then
        [[ $cur == '=' ]] && cur=
        value=${takes##*" $option="}
        _layers_offer "${value%%' '*}"
    elif [[ $cur == -* && ! $ended ]]; then
        _layers_say "$options"
    elif [[ $commands ]]; then
        _layers_say "$commands"
    elif [[ $arguments && $arguments != -* ]]; then
        value=${arguments%%' '*}
        _layers_offer "${value%'*'}"
    elif [[ ! $cur ]]; then
        _layers_say "$options"
    fi
}

complete -F _layers layers layers-cli
